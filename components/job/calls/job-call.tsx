'use client';

import { ActionIcon, Button } from '@mantine/core';
import { IconPhoneOff, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import { useSpeakerName } from '@/components/conversation/use-speaker-name';
import { clockSeenFrom } from '@/components/job-context/job-texts';
import type { PlayerSource } from '@/components/player/engine/player-state';
import { usePlayerValue } from '@/components/player/engine/use-player';
import { CallResultBadge } from '@/components/ui/call-result-badge';
import { Time } from '@/components/ui/time/time';
import { formatDuration } from '@/lib/i18n/format';
import { endReason, hangUpSide } from '@/lib/jobs/detail/call-end';

import { isConnected, lastWords, type Attempt } from './job-attempts';
import classes from './job-calls.module.css';

/** One call: how it ended, when, how long, who hung up; its sound to play and its words to read. */
export function JobCall({
  attempt,
  source,
  only,
  isShown,
  onRead,
  onPlay,
}: {
  attempt: Attempt;
  source: PlayerSource;
  /** There is no other call to choose. */
  only: boolean;
  /** Its words and its sound are the ones that the open job shows. */
  isShown: boolean;
  onRead: () => void;
  onPlay: () => void;
}) {
  const t = useTranslations('job.calls');
  const { number, place, call, conversation } = attempt;
  const readable = call.callId !== null && (conversation === null || conversation.length > 0);
  const words = lastWords(conversation);
  const speakerName = useSpeakerName();
  return (
    <li className={classes.call} data-call={number} aria-current={(isShown && !only) || undefined}>
      <PlayButton attempt={attempt} source={source} onPlay={onPlay} />
      <div className={classes.body}>
        <div className={classes.head}>
          <span className={classes.number}>{t('number', { number })}</span>
          {place === 'row' && !only && <span className={classes.minor}>{t('latest')}</span>}
          {place === 'newer' && (
            <span className={classes.newer} title={t('newerHint')}>
              {t('newer')}
            </span>
          )}
          <CallResultBadge result={call.result} />
          {call.result && <code>{call.result}</code>}
          {!only && (isShown || readable) && (
            <span className={classes.choice}>
              {isShown ? (
                <span className={classes.minor}>{t('shown')}</span>
              ) : (
                <Button variant="default" size="compact-xs" onClick={onRead}>
                  {conversation === null ? t('show') : t('read', { count: conversation.length })}
                </Button>
              )}
            </span>
          )}
        </div>
        <CallFacts call={call} />
        {words && !isShown && (
          <p className={classes.words}>
            <span className={classes.minor}>{speakerName(words)} </span>
            {words.text}
          </p>
        )}
      </div>
    </li>
  );
}

/** Plays and pauses this call's recording; for a call that nobody answered a sign in its place. */
function PlayButton({
  attempt: { number, call },
  source: { key },
  onPlay,
}: {
  attempt: Attempt;
  source: PlayerSource;
  onPlay: () => void;
}) {
  const t = useTranslations('job.calls');
  const busy = usePlayerValue(
    ({ source, phase }) => source?.key === key && (phase === 'playing' || phase === 'waiting'),
  );
  if (!isConnected(call.result) || call.callId === null) {
    return (
      <span className={classes.silent} title={t('silent')}>
        <IconPhoneOff size={16} stroke={1.6} role="img" aria-label={t('silent')} />
      </span>
    );
  }
  const label = t(busy ? 'pause' : 'play', { number });
  return (
    <ActionIcon radius="50%" variant="light" color="accent" aria-label={label} title={label} onClick={onPlay}>
      {busy ? <IconPlayerPauseFilled size={15} /> : <IconPlayerPlayFilled size={15} />}
    </ActionIcon>
  );
}

/** What is told of a call; what is not told is left out. The provider's codes stand beside their words. */
function CallFacts({ call }: { call: Attempt['call'] }) {
  const t = useTranslations('job.calls');
  const locale = useLocale();
  const { actualTime, plannedTime, endTime, ringingMs } = call;
  const side = call.hangUpSide ? hangUpSide(call.hangUpSide) : null;
  const reason = call.endReason ? endReason(call.endReason) : null;
  return (
    <dl className={classes.facts}>
      {actualTime && (
        <Fact label={t('when')}>
          <Time time={actualTime} />
        </Fact>
      )}
      {!actualTime && plannedTime && (
        <Fact label={t('planned')}>
          <Time time={plannedTime} />
        </Fact>
      )}
      {endTime && (
        <Fact label={t('ended')}>
          {actualTime ? (
            <time dateTime={endTime}>{clockSeenFrom(endTime, actualTime, locale)}</time>
          ) : (
            <Time time={endTime} />
          )}
        </Fact>
      )}
      {call.durationMs !== null && <Fact label={t('duration')}>{formatDuration(call.durationMs)}</Fact>}
      {ringingMs != null && (
        <Fact label={t('ringing')}>{t('seconds', { seconds: Math.round(ringingMs / 1000) })}</Fact>
      )}
      {call.hangUpSide && (
        <Fact label={t('hangUp')} code={side && call.hangUpSide}>
          {side ? t(`sides.${side}`) : call.hangUpSide}
        </Fact>
      )}
      {call.endReason && (
        <Fact label={t('reason')} code={reason && call.endReason}>
          {reason ? t(`reasons.${reason}`) : call.endReason}
        </Fact>
      )}
      {call.sipCode && <Fact label={t('sip')}>{call.sipCode}</Fact>}
      {(call.callingNumberMasked ?? call.calledNumberMasked) && (
        <Fact label={t('numbers')}>
          {[call.callingNumberMasked, call.calledNumberMasked].map((number) => number ?? '…').join(' → ')}
        </Fact>
      )}
    </dl>
  );
}

function Fact({
  label,
  code = null,
  children,
}: {
  label: string;
  code?: string | null | undefined;
  children: ReactNode;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {children}
        {code && <code>{code}</code>}
      </dd>
    </div>
  );
}
