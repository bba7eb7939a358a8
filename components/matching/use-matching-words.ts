import { useLocale, useTranslations } from 'next-intl';

import { formatClock, formatNumber } from '@/lib/i18n/format';
import { isUnderWay, type Match, type Matching } from '@/lib/tasks/match/schemas';

const KNOWN_REASONS = ['SlowSearch', 'CutOff', 'Internal'] as const;

/** What a search does at the moment, in one sentence, and why it stands still. */
export function useMatchingWords(): (matching: Matching) => { sentence: string; waiting: string | null } {
  const t = useTranslations('matching');
  const locale = useLocale();
  const number = (value: number) => formatNumber(value, locale);
  const reasonOf = (code: string) => {
    if (code === 'NotExist.JobGroup') return t('reasons.NotExist_JobGroup');
    const known = KNOWN_REASONS.find((one) => one === code);
    return known ? t(`reasons.${known}`) : t('reasons.other', { code });
  };
  return ({ state, readJobs, total, counts, appliedRows, undoneRows, error, waiting }) => ({
    sentence:
      state === 'ready' && counts.match === 0
        ? t('sentences.nothing')
        : t(`sentences.${state}`, {
            found: number(counts.match),
            read: number(total === null ? readJobs : Math.min(readJobs, total)),
            total: total === null ? '…' : number(total),
            applied: number(appliedRows),
            undone: number(undoneRows),
            reason: reasonOf(error?.code ?? 'Internal'),
          }),
    waiting:
      waiting && isUnderWay(state)
        ? t(`waiting.${waiting.reason}`, { code: waiting.code ?? '', time: formatClock(waiting.until) })
        : null,
  });
}

/** By what a job was found to be a row's, or why none was taken. */
export function useFoundBy(): (match: Match) => string {
  const t = useTranslations('matching.table');
  const locale = useLocale();
  return ({ outcome, reason, confidence, jobs }) => {
    if (outcome === 'taken') return t('outcomeHints.taken');
    if (outcome !== 'match' || reason === null) {
      return jobs > 1
        ? t('outcomeHints.several', { number: formatNumber(jobs, locale) })
        : t('outcomeHints.shared');
    }
    const isDoubtful = confidence === 'doubtful';
    if (isDoubtful && reason === 'reference') return t('by.otherNumber');
    if (isDoubtful && reason === 'number') return t('by.otherTime');
    return t(`by.${reason}`);
  };
}
