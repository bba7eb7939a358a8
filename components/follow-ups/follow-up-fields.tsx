'use client';

import { SegmentedControl } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';

import { useNow } from '@/components/layout/use-now';
import { formatDateMinute } from '@/lib/i18n/format';

import classes from './follow-up-editor.module.css';
import { fromPicker, quickDates, toPicker } from './shanghai-time';

type Field<T> = { value: T; onChange: (value: T) => void };

const INTERESTS = [
  { code: null, name: 'unknown' },
  { code: 1, name: 'interested' },
  { code: 2, name: 'notInterested' },
  { code: 0, name: 'cannotTell' },
] as const;

/** `is_interested` of the row. */
export function InterestField({ value, onChange }: Field<number | null>) {
  const t = useTranslations();
  const options = INTERESTS.map(({ code, name }) => ({ code, label: t(`job.interest.${name}`) }));
  return (
    <Choice
      label={t('job.facts.interest')}
      value={value}
      onChange={onChange}
      options={options}
      other={(code) => String(code)}
    />
  );
}

/** `is_arrive` of the follow-up. */
export function ArrivedField({ value, onChange }: Field<number | null>) {
  const t = useTranslations('followUps');
  const options = [
    { code: null, label: t('arriveUnknown') },
    { code: 0, label: t('notArrived') },
    { code: 1, label: t('arrived') },
  ];
  return (
    <Choice
      label={t('arrive')}
      value={value}
      onChange={onChange}
      options={options}
      other={(code) => t('arriveOther', { code })}
    />
  );
}

/** One of few codes; one that another program wrote and we do not know stays to be chosen. */
function Choice({
  label,
  value,
  onChange,
  options,
  other,
}: Field<number | null> & {
  label: string;
  options: { code: number | null; label: string }[];
  other: (code: number) => string;
}) {
  const id = useId();
  const known = options.some(({ code }) => code === value);
  const shown = known || value === null ? options : [...options, { code: value, label: other(value) }];
  return (
    <div className={classes.field}>
      <span id={id} className={classes.label}>
        {label}
      </span>
      <SegmentedControl
        aria-labelledby={id}
        size="xs"
        value={String(value)}
        onChange={(text) => onChange(text === 'null' ? null : Number(text))}
        data={shown.map(({ code, label: text }) => ({ value: String(code), label: text }))}
        classNames={{ root: classes.choice, label: classes.choiceLabel }}
      />
    </div>
  );
}

/** `next_follow_time`, in the product's time zone. */
export function NextDateField({ value, onChange }: Field<string | null>) {
  const t = useTranslations('followUps');
  const now = useNow();
  return (
    <DateTimePicker
      label={t('next')}
      // It is a button: its name has to tell the value too.
      aria-label={value ? t('nextIs', { time: formatDateMinute(value) }) : undefined}
      className={classes.date}
      classNames={{ label: classes.label }}
      placeholder={t('nextPlaceholder')}
      valueFormat="YYYY-MM-DD HH:mm"
      value={toPicker(value)}
      onChange={(text) => onChange(fromPicker(text))}
      presets={quickDates(now).map(({ name, value: date }) => ({
        value: date,
        label: t(`quick.${name}`),
      }))}
      leftSection={<IconCalendar size={16} stroke={1.6} aria-hidden />}
      clearable
      clearButtonProps={{ 'aria-label': t('clearNext') }}
      submitButtonProps={{ 'aria-label': t('takeNext') }}
      timePickerProps={{ hoursInputLabel: t('hours'), minutesInputLabel: t('minutes') }}
      ariaLabels={{
        nextMonth: t('nextMonth'),
        previousMonth: t('previousMonth'),
        nextYear: t('nextYear'),
        previousYear: t('previousYear'),
        nextDecade: t('nextYear'),
        previousDecade: t('previousYear'),
      }}
      popoverProps={{ zIndex: 300, position: 'bottom-start' }}
    />
  );
}
