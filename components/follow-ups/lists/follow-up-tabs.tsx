import type { Route } from 'next';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';

import { FOLLOW_UP_LISTS, type FollowUpListName } from '@/lib/follow-ups/limits';
import { serializeFollowUpSearch } from '@/lib/follow-ups/search-params';
import { formatNumber } from '@/lib/i18n/format';

import classes from './follow-up-table.module.css';

/** The lists as links, each with how many it holds. */
export function FollowUpTabs({
  list,
  counts,
}: {
  list: FollowUpListName;
  counts: Record<FollowUpListName, number>;
}) {
  const t = useTranslations('followUps.lists');
  const locale = useLocale();
  return (
    <nav aria-label={t('label')} className={classes.tabs}>
      {FOLLOW_UP_LISTS.map((name) => (
        <Link
          key={name}
          href={serializeFollowUpSearch('/follow-ups', { list: name }) as Route}
          aria-current={name === list ? 'page' : undefined}
          className={classes.tab}
          data-urgent={(name === 'overdue' && counts.overdue > 0) || undefined}
        >
          {t(name)}
          <span className={classes.count}>{formatNumber(counts[name], locale)}</span>
        </Link>
      ))}
    </nav>
  );
}
