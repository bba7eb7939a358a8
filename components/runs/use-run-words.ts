import { useLocale, useTranslations } from 'next-intl';

import { formatClock, formatNumber, formatPercent } from '@/lib/i18n/format';
import { isOver, type Run } from '@/lib/runs/schemas';

/** About how long something takes, in the largest units that still tell something: 40 s, 3 min, 2 h 5 min. */
export function useAboutTime(): (seconds: number) => string {
  const t = useTranslations('runs.about');
  return (seconds) => {
    if (seconds < 60) return t('seconds', { seconds: Math.max(1, Math.ceil(seconds)) });
    const minutes = Math.ceil(seconds / 60);
    if (minutes < 60) return t('minutes', { minutes });
    return t('hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  };
}

/** What a run does at the moment, in one sentence, and what goes beside it. */
export function useRunWords(): (run: Run) => { sentence: string; notes: string[]; waiting: string | null } {
  const t = useTranslations('runs');
  const locale = useLocale();
  const about = useAboutTime();
  return (run) => {
    const { state, processed, totalRows, waiting, rowsPerSecond, callsPerSecond } = run;
    const numbers = {
      done: formatNumber(processed, locale),
      total: formatNumber(totalRows, locale),
      percent: formatPercent(processed, totalRows),
      updated: formatNumber(run.counts.updated, locale),
      failed: formatNumber(run.counts.failed, locale),
    };
    const sentence =
      run.via === 'schedule'
        ? t(isOver(state) ? 'sentences.day' : 'sentences.today', numbers)
        : state === 'done' && run.counts.failed > 0
          ? t('sentences.partly', numbers)
          : state === 'failed'
            ? t('sentences.failed', { ...numbers, code: run.error?.code ?? '' })
            : t(`sentences.${state}`, numbers);
    const left = totalRows - processed;
    const notes: string[] = [];
    if (state === 'running' && run.via !== 'schedule') {
      if (callsPerSecond !== null) notes.push(t('rate', { rate: callsPerSecond.toFixed(1) }));
      if (rowsPerSecond !== null && left > 0) notes.push(t('left', { time: about(left / rowsPerSecond) }));
    }
    const isWaiting = waiting !== null && state === 'running';
    return {
      sentence,
      notes,
      waiting: isWaiting
        ? t(`waiting.${waiting.reason}`, { code: waiting.code ?? '', time: formatClock(waiting.until) })
        : null,
    };
  };
}
