'use client';

import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';

import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson } from '@/lib/browser/fetch-json';
import { colleaguesQuery } from '@/lib/jobs/owners/owner-queries';
import { MOST_OWNERS } from '@/lib/tasks/import/schemas';

import classes from './imports.module.css';

/** Whom the leads of an import are given to in turn, those that come later as well. */
export function OwnersSelect({
  value,
  onChange,
}: {
  value: readonly string[];
  onChange: (ids: string[]) => void;
}) {
  const t = useTranslations('imports.owners');
  const failureText = useFailureText();
  const { data, error } = useQuery(colleaguesQuery(fetchJson));
  return (
    <MultiSelect
      size="xs"
      label={t('label')}
      placeholder={value.length === 0 ? t('nobody') : undefined}
      value={[...value]}
      onChange={onChange}
      data={(data?.colleagues ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      error={error && failureText(error)}
      maxValues={MOST_OWNERS}
      searchable
      clearable
      className={classes.owners}
    />
  );
}
