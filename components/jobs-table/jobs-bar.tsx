'use client';

import { IconAlertTriangle } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import type { ReactNode } from 'react';

import { ShortTime, TimeAgo } from '@/components/ui/time/time-ago';
import { formatNumber } from '@/lib/i18n/format';
import type { JobRow, LastRefresh } from '@/lib/jobs/schemas';
import type { JobTab } from '@/lib/jobs/selection-values';
import type { DbId } from '@/lib/values/db-id';

import classes from '@/components/refresh/refresh.module.css';
import { checkAges } from '@/components/receipts/refresh-outcome';
import type { JobsAddress } from './use-jobs-address';

/** How many rows each tab holds; null: not known yet. */
export type TabCounts = Record<JobTab, number | null>;

/** Tabs with their counts, and at the right what can be done; stays in sight while the page scrolls. */
export function JobsBar({
  address,
  counts,
  children,
}: {
  address: JobsAddress;
  counts: TabCounts;
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
  taskId: DbId;
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
            failed: (text) => (
              <b className={classes.failedMark}>
                <IconAlertTriangle size={13} stroke={1.8} aria-hidden /> {text}
              </b>
            ),
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
