'use client';

import { useLocale, useTranslations } from 'next-intl';

import { formatNumber } from '@/lib/i18n/format';
import type { JobsPage } from '@/lib/jobs/schemas';

import classes from './filter-bar.module.css';

/** How much of what is searched can be found by now, where that is not all of it. */
export function SearchableNotice({ searchable }: { searchable: JobsPage['searchable'] }) {
  const t = useTranslations('filter.words');
  const locale = useLocale();
  if (!searchable) return null;
  const { rows, of } = searchable;
  // Not a hundred while something is missing.
  const percent = of === 0 ? 0 : Math.min(99, Math.floor((rows / of) * 100));
  return (
    <p className={classes.notice} role="status">
      {t('searchable', { percent, rows: formatNumber(rows, locale), of: formatNumber(of, locale) })}
    </p>
  );
}
