'use client';

import { useLocale, useTranslations } from 'next-intl';

import { formatDateTime, formatInYear } from '@/lib/i18n/format';
import type { FieldChange, FieldValue } from '@/lib/receipts/schemas';
import { isCallStatus } from '@/lib/values/provider-words';

/** A change in words; `said` stands in place of both texts where they would read the same. */
export type ChangeText = { from: string; to: string; said: string | null };

/** Puts a change into words; `time` says how times are written, as long as the two then differ. */
export function useChangeText(): (change: FieldChange, time?: (iso: string) => string) => ChangeText {
  const t = useTranslations();
  const locale = useLocale();

  const textOf = (field: FieldChange['field'], value: FieldValue, time: (iso: string) => string): string => {
    if (value === null) return field === 'recording_url' ? t('jobs.recording.none') : t('common.none');
    if (typeof value === 'object') return t('jobs.turns', { count: value.turns });
    switch (field) {
      case 'call_status':
        return isCallStatus(value) ? t(`statuses.${value}`) : value;
      case 'planed_time':
        return time(value);
      case 'recording_url':
        return t('jobs.recording.known');
      default:
        return value;
    }
  };

  const sameText = ({ field, to }: FieldChange): string => {
    if (to !== null && typeof to === 'object') return t('jobs.same.turns', { count: to.turns });
    if (to !== null && field === 'calling_number') return t('jobs.same.number');
    if (to !== null && field === 'recording_url') return t('jobs.same.recording');
    return t('jobs.same.other');
  };

  return (change, time = (iso) => formatDateTime(iso, locale)) => {
    const { field, from, to } = change;
    // Two ids say nothing to a reader but that it is another call.
    if (field === 'call_task_id') return { from: '', to: '', said: t('jobs.newCall') };
    const pair = (write: typeof time) => [textOf(field, from, write), textOf(field, to, write)] as const;
    let [before, after] = pair(time);
    if (before === after) [before, after] = pair((iso) => formatInYear(iso, locale));
    return { from: before, to: after, said: before === after ? sameText(change) : null };
  };
}
