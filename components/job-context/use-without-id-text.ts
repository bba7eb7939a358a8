import { useTranslations } from 'next-intl';

import type { JobRow } from '@/lib/jobs/schemas';

import { withoutIdReason } from './job-texts';

type Row = Parameters<typeof withoutIdReason>[0] & Pick<JobRow, 'search'>;

/** Why a row has no job id, by what a search at the provider found, else by what the row itself tells; and the next step. */
export function useWithoutIdText(): (row: Row) => { reason: string; step: string } {
  const t = useTranslations();
  return (row) => {
    const why = withoutIdReason(row);
    const { search } = row;
    if (!search || (search.outcome === 'none' && why === 'lost')) {
      return { reason: t(`jobs.withoutId.reasons.${why}`), step: t(`jobs.withoutId.todo.${why}`) };
    }
    const found =
      search.state === 'undone'
        ? 'undone'
        : search.state === 'refused' || search.state === 'skipped'
          ? 'refused'
          : search.outcome;
    return { reason: t(`matching.why.${found}`, { jobs: search.jobs }), step: t(`matching.todo.${found}`) };
  };
}
