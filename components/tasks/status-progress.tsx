'use client';

import { Tooltip } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';

import { CALL_STATUS_TONES, toneVar, type Tone } from '@/components/ui/theme';
import { formatNumber, formatPercent } from '@/lib/i18n/format';
import { isCallStatus, isTerminal, type CallStatus } from '@/lib/values/provider-words';
import type { StatusCounts } from '@/lib/tasks/schemas';

import classes from './status-progress.module.css';

/** Ended ones first, so that the bar fills from the left. */
const ORDER: readonly CallStatus[] = [
  'Succeeded',
  'Failed',
  'Cancelled',
  'Executing',
  'Paused',
  'Scheduling',
  'Drafted',
];

type Part = { key: string; label: string; count: number; tone: Tone | null; ended: boolean };

function useParts(counts: StatusCounts): Part[] {
  const t = useTranslations();
  const unknown = Object.keys(counts).filter((key) => key !== '' && !isCallStatus(key));
  const keys: string[] = [...ORDER, ...unknown.sort(), ''];
  return keys
    .map((key) => ({
      key,
      label: key === '' ? t('common.noStatus') : isCallStatus(key) ? t(`statuses.${key}`) : key,
      count: counts[key] ?? 0,
      tone: key === '' ? null : isCallStatus(key) ? CALL_STATUS_TONES[key] : ('slate' as const),
      ended: isTerminal(key),
    }))
    .filter(({ count }) => count > 0);
}

/**
 * How many jobs have each call status: a stacked bar, the share that has ended, and the counts in words.
 * `compact` leaves the words to the bar's tooltip; a screen reader hears them either way.
 */
export function StatusProgress({ counts, compact = false }: { counts: StatusCounts; compact?: boolean }) {
  const t = useTranslations('tasks');
  const locale = useLocale();
  const parts = useParts(counts);
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return <span className={classes.none}>{t('noJobs')}</span>;

  const number = (value: number) => formatNumber(value, locale);
  const inWords = parts.map(({ label, count }) =>
    t('progressPart', { status: label, count: number(count), percent: formatPercent(count, total) }),
  );
  const ended = parts.reduce((sum, part) => sum + (part.ended ? part.count : 0), 0);

  return (
    <div className={classes.progress}>
      <div className={classes.line}>
        <Tooltip
          label={
            <span className={classes.tooltip}>
              {inWords.map((words) => (
                <span key={words}>{words}</span>
              ))}
            </span>
          }
        >
          <div
            role="img"
            aria-label={t('progressLabel', {
              total: number(total),
              parts: inWords.join(locale === 'zh' ? '，' : ', '),
            })}
            className={classes.bar}
          >
            {parts.map(({ key, count, tone }) => (
              <span
                key={key}
                className={classes.part}
                style={{ flexGrow: count, backgroundColor: tone ? toneVar(tone, 'solid') : undefined }}
              />
            ))}
          </div>
        </Tooltip>
        <span className={classes.percent}>{t('progressDone', { percent: formatPercent(ended, total) })}</span>
      </div>
      {!compact && (
        <div className={classes.legend} aria-hidden>
          {parts.map(({ key, label, count, tone }) => (
            <span key={key} className={classes.entry}>
              <span
                className={classes.dot}
                style={{ backgroundColor: tone ? toneVar(tone, 'solid') : undefined }}
              />
              {label} <b>{number(count)}</b>
            </span>
          ))}
        </div>
      )}
    </div>
  );
}
