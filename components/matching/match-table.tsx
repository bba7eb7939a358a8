'use client';

import { Button, Group } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';

import { ListTableHead } from '@/components/ui/list/list-table-head';
import listClasses from '@/components/ui/list/list-table.module.css';
import { formatNumber } from '@/lib/i18n/format';
import type { Match } from '@/lib/tasks/match/schemas';

import classes from './matching.module.css';
import { useFoundBy } from './use-matching-words';

const COLUMNS = ['row', 'lead', 'job', 'reason', 'confidence'] as const;

/** Which job was found for which row, why, how sure that is, and what became of it. */
export function MatchTable({
  matches,
  page,
  totalPages,
  isProposal,
  onPage,
}: {
  matches: readonly Match[];
  page: number;
  totalPages: number;
  /** Nothing has been written yet. */
  isProposal: boolean;
  onPage: (page: number) => void;
}) {
  const t = useTranslations('matching.table');
  const locale = useLocale();
  return (
    <>
      {/* Whoever has no wheel scrolls by its keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.scroll} role="region" aria-label={t('caption')} tabIndex={0}>
        <table className={classes.table} role="table" aria-label={t('caption')}>
          <ListTableHead columns={COLUMNS} classes={classes} name={(column) => t(`columns.${column}`)} />
          <tbody role="rowgroup">
            {matches.map((match) => (
              <MatchRow key={match.rowId} match={match} isProposal={isProposal} />
            ))}
          </tbody>
        </table>
      </div>
      {totalPages > 1 && (
        <Group gap="xs" role="navigation" aria-label={t('pager')}>
          <Button size="xs" variant="default" disabled={page <= 1} onClick={() => onPage(page - 1)}>
            {t('previous')}
          </Button>
          <span className={classes.minor}>
            {t('page', { page: formatNumber(page, locale), total: formatNumber(totalPages, locale) })}
          </span>
          <Button size="xs" variant="default" disabled={page >= totalPages} onClick={() => onPage(page + 1)}>
            {t('next')}
          </Button>
        </Group>
      )}
    </>
  );
}

function MatchRow({ match, isProposal }: { match: Match; isProposal: boolean }) {
  const t = useTranslations('matching.table');
  const locale = useLocale();
  const foundBy = useFoundBy();
  const { rowId, leadsName, phoneMasked, referenceId, outcome, jobId, jobs, candidates, confidence, state } =
    match;
  const named = jobId === null ? candidates.map((one) => one.jobId) : [jobId];
  const sureText = () => {
    if (outcome === 'ambiguous' || outcome === 'taken') return t(`outcomes.${outcome}`);
    return confidence === null ? '' : t(`sure.${confidence}`);
  };
  return (
    <tr role="row" className={listClasses.row} data-row-id={rowId}>
      <td role="cell" className={classes.row}>
        {rowId}
      </td>
      <td role="cell" className={classes.lead}>
        {leadsName} <span className={classes.minor}>{phoneMasked}</span>
        {referenceId !== null && <div className={classes.minor}>{referenceId}</div>}
      </td>
      <td role="cell" className={classes.job}>
        {named.map((one) => (
          <div key={one}>{one}</div>
        ))}
        {jobs > named.length && (
          <div className={classes.minor}>{t('more', { number: formatNumber(jobs, locale) })}</div>
        )}
      </td>
      <td role="cell" className={classes.reason}>
        {foundBy(match)}
      </td>
      <td
        role="cell"
        className={classes.confidence}
        data-outcome={outcome}
        data-confidence={confidence ?? undefined}
      >
        {isProposal || state === 'proposed' ? sureText() : t(`states.${state}`)}
      </td>
    </tr>
  );
}
