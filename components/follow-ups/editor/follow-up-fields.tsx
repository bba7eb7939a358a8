'use client';

import { SegmentedControl } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useId } from 'react';

import classes from './follow-up-editor.module.css';

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
