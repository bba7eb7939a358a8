'use client';

import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';

import { ShortTime, TimeAgo } from '@/components/ui/time/time-ago';
import { formatNumber } from '@/lib/i18n/format';
import type { ChangedElsewhere as Changed, JobRow, LastRefresh } from '@/lib/jobs/schemas';
import type { JobTab } from '@/lib/jobs/selection-values';

import classes from '@/components/refresh/refresh.module.css';
import { checkAges } from '@/components/receipts/refresh-outcome';
import type { JobsAddress } from './use-jobs-address';

/** How many rows each tab holds; null: not known yet. */
export type TabCounts = Record<JobTab, number | null>;

/** Tabs with their counts, and at the right what can be done; stays in sight while the page scrolls. */
export function JobsBar({
  address,
  counts,
  middle,
  children,
}: {
  address: JobsAddress;
  counts: TabCounts;
  middle?: ReactNode;
  children?: ReactNode;
}) {
  const t = useTranslations('jobs.tabs');
  const locale = useLocale();
  return (
    <div className={classes.bar}>
      <nav className={classes.tabs} aria-label={t('label')}>
        {(['jobs', 'without-id'] as const).map((tab) => (
          <a
            key={tab}
            {...address.linkTo({ tab, page: 1 })}
            className={classes.tab}
            aria-current={address.tab === tab ? 'page' : undefined}
          >
            {t(tab)}
            {counts[tab] !== null && (
              <span className={classes.count}>{formatNumber(counts[tab], locale)}</span>
            )}
          </a>
        ))}
      </nav>
      {middle}
      {children && <div className={classes.act}>{children}</div>}
    </div>
  );
}

/** Who refreshed this page last, and when, or else when its rows were checked last; the way to the receipts. */
export function LastRefreshed({
  taskId,
  last,
  rows,
  underWay,
}: {
  taskId: number;
  last: LastRefresh | null;
  rows: readonly JobRow[];
  /** A refresh of the page has begun and may be its first one. */
  underWay: boolean;
}) {
  const t = useTranslations('jobs');
  // Refreshed as part of another page, or one by one.
  const checked = last ? null : (checkAges(rows)?.newest ?? null);
  return (
    <span className={classes.last}>
      {last ? (
        <Link href={`/tasks/${taskId}/receipts/${last.receiptId}`}>
          {t.rich(last.errorCode === null ? 'lastRefreshed' : 'lastFailed', {
            by: last.by,
            time: () => <ShortTime time={last.at} />,
            ago: () => <TimeAgo time={last.at} />,
            failed: (text) => <b className={classes.failedMark}>{text}</b>,
          })}
        </Link>
      ) : checked ? (
        t.rich('lastChecked', {
          time: () => <ShortTime time={checked} />,
          ago: () => <TimeAgo time={checked} />,
        })
      ) : (
        !underWay && t('neverRefreshed')
      )}
      <Link href={`/tasks/${taskId}/receipts`} className={classes.history}>
        {t('receipts')}
      </Link>
    </span>
  );
}

/** So many pages are named; the others are counted. */
const NAMED_PAGES = 5;

/** What changed on other pages since this person last looked at them, with the ways there. */
export function ChangedElsewhere({ changed, address }: { changed: Changed | null; address: JobsAddress }) {
  const t = useTranslations('jobs.elsewhere');
  const locale = useLocale();
  const pages = changed?.pages.filter(({ page }) => page !== address.page) ?? [];
  if (!changed || pages.length === 0) return null;
  const rows = pages.reduce((sum, page) => sum + page.rows, 0);
  return (
    <span className={classes.elsewhere}>
      {t('rows', { count: rows, number: formatNumber(rows, locale) })}
      {pages.slice(0, NAMED_PAGES).map(({ page, rows: onPage }) => (
        <a key={page} {...address.linkTo({ page })} title={t('onPage', { count: onPage })}>
          {t('page', { page: formatNumber(page, locale) })}
        </a>
      ))}
      {pages.length > NAMED_PAGES && <span>{t('more', { count: pages.length - NAMED_PAGES })}</span>}
    </span>
  );
}
