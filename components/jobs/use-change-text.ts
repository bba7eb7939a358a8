'use client';

import { useTranslations } from 'next-intl';

import { formatDateTime } from '@/lib/i18n/format';
import type { FieldChange, FieldValue } from '@/lib/jobs/schemas';
import { isCallStatus } from '@/lib/jobs/status';

/** Puts the value before or after a change into words; `time` says how times are written. */
export function useChangeText(): (
  field: FieldChange['field'],
  value: FieldValue,
  time?: (iso: string) => string,
) => string {
  const t = useTranslations();
  return (field, value, time = formatDateTime) => {
    if (value === null) return t('common.none');
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
}
