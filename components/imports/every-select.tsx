'use client';

import { Select } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { EVERY_MINUTES } from '@/lib/tasks/import/schemas';

import classes from './imports.module.css';

/** How often newer jobs are looked for; null: never. */
export function EverySelect({
  value,
  onChange,
  label,
  hidesLabel = false,
  disabled = false,
}: {
  value: number | null;
  onChange: (value: number | null) => void;
  label: string;
  hidesLabel?: boolean;
  disabled?: boolean;
}) {
  const t = useTranslations('imports.every');
  return (
    <Select
      size="xs"
      value={String(value ?? '')}
      onChange={(text) => onChange(text ? Number(text) : null)}
      data={[
        { value: '', label: t('never') },
        ...EVERY_MINUTES.map((minutes) => ({ value: String(minutes), label: t(`${minutes}`) })),
      ]}
      {...(hidesLabel ? { 'aria-label': label } : { label })}
      allowDeselect={false}
      disabled={disabled}
      className={classes.every}
    />
  );
}
