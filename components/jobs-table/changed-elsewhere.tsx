'use client';

import { useLocale, useTranslations } from 'next-intl';

import classes from '@/components/refresh/refresh.module.css';
import { formatNumber } from '@/lib/i18n/format';
import type { ChangedElsewhere as Changed } from '@/lib/jobs/schemas';

import type { JobsAddress } from './use-jobs-address';

/** Rows that changed, by the other pages that they are on. */
export type ChangedPages = ReadonlyMap<number, number>;

/** The pages with changes that this person has not looked at, but for the one that is shown; null: none. */
export function changedElsewhere(changed: Changed | null, shownPage: number): ChangedPages | null {
  const others = changed?.pages.filter(({ page }) => page !== shownPage) ?? [];
  return others.length === 0 ? null : new Map(others.map(({ page, rows }) => [page, rows]));
}

/** So many pages are named; the others are counted. */
const NAMED_PAGES = 5;

/** What changed on other pages since this person last looked at them, with the ways there. */
export function ChangedElsewhere({ pages, address }: { pages: ChangedPages; address: JobsAddress }) {
  const t = useTranslations('jobs.elsewhere');
  const locale = useLocale();
  const rows = [...pages.values()].reduce((sum, count) => sum + count, 0);
  return (
    <span className={classes.elsewhere}>
      {t('rows', { count: rows, number: formatNumber(rows, locale) })}
      {[...pages].slice(0, NAMED_PAGES).map(([page, onPage]) => (
        <a key={page} {...address.linkTo({ page })} title={t('onPage', { count: onPage })}>
          {t('page', { page: formatNumber(page, locale) })}
        </a>
      ))}
      {pages.size > NAMED_PAGES && <span>{t('more', { count: pages.size - NAMED_PAGES })}</span>}
    </span>
  );
}
