'use client';

import { UnstyledButton } from '@mantine/core';
import { useTranslations } from 'next-intl';

import type { ReadyPeaks } from '@/lib/recordings/queries';

import classes from './speech-summary.module.css';
import { toClock } from '../engine/time-words';

type Figures = NonNullable<ReadyPeaks['speech']>;

const toPercent = (part: number, whole: number) => (whole > 0 ? Math.round((part / whole) * 100) : 0);

/** Who talked how much, the longest silence and who talked last, as the sound itself tells. `durationMs` of the sound. */
export function SpeechSummary({
  speech,
  durationMs,
  onSeek,
}: {
  speech: Figures;
  durationMs: number;
  /** Plays from a second on; null while it cannot be played. */
  onSeek: ((seconds: number) => void) | null;
}) {
  const t = useTranslations('speech');
  const { robot, customer, overlap_ms: overlap, longest_silence: silence } = speech;
  const quiet = Math.max(0, durationMs - robot.talk_ms - customer.talk_ms + overlap);
  // A pause of half a second is one: below a minute with its tenths.
  const length = (ms: number) =>
    ms < 59_950 ? t('seconds', { seconds: (ms / 1000).toFixed(1) }) : toClock(ms / 1000);
  const share = (ms: number) => t('share', { percent: toPercent(ms, durationMs), time: length(ms) });
  const at = (ms: number) => t('at', { time: toClock(ms / 1000) });
  return (
    <section className={classes.summary} aria-label={t('label')}>
      <div className={classes.shares} aria-hidden>
        <span data-part="robot" style={{ flexGrow: robot.talk_ms }} />
        <span data-part="customer" style={{ flexGrow: customer.talk_ms }} />
        <span data-part="silence" style={{ flexGrow: quiet }} />
      </div>
      <dl className={classes.figures}>
        <Figure part="robot" label={t('robot')} value={share(robot.talk_ms)} />
        <Figure part="customer" label={t('customer')} value={share(customer.talk_ms)} />
        <Figure part="silence" label={t('silence')} value={share(quiet)} />
        {overlap > 0 && <Figure label={t('overlap')} value={length(overlap)} />}
        {silence && (
          <div>
            <dt>{t('longestSilence')}</dt>
            <dd>
              {length(silence.to_ms - silence.from_ms)}{' '}
              {onSeek ? (
                <UnstyledButton className={classes.at} onClick={() => onSeek(silence.from_ms / 1000)}>
                  {at(silence.from_ms)}
                </UnstyledButton>
              ) : (
                at(silence.from_ms)
              )}
            </dd>
          </div>
        )}
        <Figure label={t('atEnd')} value={t(`talkingAtEnd.${speech.talking_at_end}`)} />
      </dl>
    </section>
  );
}

function Figure({ part, label, value }: { part?: string; label: string; value: string }) {
  return (
    <div>
      <dt data-part={part}>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
