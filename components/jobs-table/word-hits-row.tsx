'use client';

import { useTranslations } from 'next-intl';

import { toClock } from '@/components/player/engine/time-words';
import type { JobRow } from '@/lib/jobs/schemas';
import type { DbId } from '@/lib/values/db-id';

import classes from './jobs-table.module.css';

/** Below a job that was found by its words: where they stand, each the way to that second of the call. */
export function WordHitsRow({
  row: { rowId, hits },
  columns,
  reachable,
  hrefOf,
  onOpen,
}: {
  row: JobRow;
  columns: number;
  reachable: boolean;
  hrefOf: (rowId: DbId) => string;
  onOpen: (rowId: DbId, hit?: number) => void;
}) {
  const t = useTranslations();
  if (!hits || hits.first.length === 0) return null;
  return (
    <tr role="row" className={classes.hits} data-hits-of={rowId}>
      <td role="cell" colSpan={columns}>
        <ul>
          {hits.first.map(({ sentence, speaker, offsetSeconds, before, hit, after }) => (
            <li key={sentence}>
              <a
                href={`${hrefOf(rowId)}&hit=${sentence}`}
                tabIndex={reachable ? 0 : -1}
                title={t('filter.words.openAt')}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  onOpen(rowId, sentence);
                }}
              >
                <span className={classes.hitBy} data-speaker={speaker}>
                  {t(`conversation.${speaker}`)}
                  {offsetSeconds !== null && ` ${toClock(offsetSeconds)}`}
                </span>{' '}
                {before}
                <mark>{hit}</mark>
                {after}
              </a>
            </li>
          ))}
          {hits.count > hits.first.length && (
            <li className={classes.hitBy}>{t('filter.words.hits', { count: hits.count })}</li>
          )}
        </ul>
      </td>
    </tr>
  );
}
