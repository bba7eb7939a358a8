'use client';

import '@mantine/dates/styles.layer.css';
import 'dayjs/locale/zh-cn';

import { DatesProvider, DateTimePicker } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import dayjs from 'dayjs';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useId, useRef } from 'react';

import { useNow } from '@/components/ui/time/use-now';
import { formatDateMinute, formatDateTime } from '@/lib/i18n/format';

import classes from './follow-up-editor.module.css';
import { fromPicker, quickDates, toPicker } from './shanghai-time';

/** Chooses `next_follow_time`, in the product's time zone. `openAtFirst`: someone has asked for the calendar already. */
export function NextDatePicker({ value, onChange, openAtFirst }: NextDateProps & { openAtFirst: boolean }) {
  const t = useTranslations('followUps');
  const locale = useLocale();
  const now = useNow();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const opens = useRef(openAtFirst);
  useEffect(() => {
    if (!opens.current) return;
    opens.current = false;
    button.current?.focus();
    button.current?.click();
  }, []);
  const quick = quickDates(now);
  const today = formatDateTime(now).slice(0, 10);
  return (
    <DatesProvider settings={{ locale: locale === 'zh' ? 'zh-cn' : 'en', firstDayOfWeek: 1 }}>
      <DateTimePicker
        ref={button}
        label={t('next')}
        // It is a button: its name has to tell the value too.
        aria-label={value ? t('nextIs', { time: formatDateMinute(value, locale) }) : undefined}
        className={classes.date}
        classNames={{
          label: classes.label,
          datePickerRoot: classes.calendar,
          presetsList: classes.quickDates,
        }}
        placeholder={t('nextPlaceholder')}
        valueFormat={t('calendar.value')}
        monthLabelFormat={t('calendar.month')}
        yearLabelFormat={t('calendar.year')}
        monthsListFormat={t('calendar.monthInYear')}
        getDayAriaLabel={(date) => dayjs(date).format(t('calendar.day'))}
        highlightToday
        hideOutsideDates
        // Not a `minDate`: a date that has passed already would be moved to it when the calendar closes.
        excludeDate={(date) => date < today}
        value={toPicker(value)}
        onChange={(text) => {
          onChange(fromPicker(text));
          // A quick choice says all there is to say.
          if (quick.some((choice) => choice.value === text)) button.current?.click();
        }}
        presets={quick.map(({ name, value: date }) => ({
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
        // The calendar is named by its button, which it looks for by this id.
        id={id}
        popoverProps={{ id, zIndex: 300, position: 'bottom-start', returnFocus: true }}
      />
    </DatesProvider>
  );
}

export type NextDateProps = {
  /** `next_follow_time`, ISO UTC */
  value: string | null;
  onChange: (value: string | null) => void;
};
