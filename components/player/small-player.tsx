'use client';

import { ActionIcon, CloseButton, Loader } from '@mantine/core';
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import Link from 'next/link';
import { useCallback, useRef } from 'react';

import { useRestoreFocus } from '@/components/ui/use-restore-focus';

import type { DbId } from '@/lib/values/db-id';

import classes from './player-bar.module.css';
import { isBusy, type PlayerSource } from './engine/player-state';
import { RequestId } from './recording-notice';
import { RunningClock } from './running-clock';
import { usePlayerFailureWords } from './use-player-failure-words';
import { toClock } from './engine/time-words';
import { getPlayer, usePlayerState } from './engine/use-player';
import { useTimeWords } from './engine/use-time-words';
import { SeekBar } from './waveform/seek-bar';

/** The sound that goes on while one reads another job: whose it is, play and pause, the way back, the end. */
export function SmallPlayer({
  source,
  sameJob = false,
  onOpen,
}: {
  source: PlayerSource;
  /** It is another call of the job that is open. */
  sameJob?: boolean;
  /** Opens the job without leaving the page; without it the name is a plain link. */
  onOpen?: ((rowId: DbId) => void) | undefined;
}) {
  const t = useTranslations('player');
  const { phase, failure, duration } = usePlayerState();
  const words = useTimeWords();
  const describe = useCallback(
    (seconds: number, total: number) => t('positionText', { time: words(seconds), total: words(total) }),
    [t, words],
  );
  const failureWords = usePlayerFailureWords();
  const player = getPlayer();
  const busy = isBusy(phase);
  const group = useRef<HTMLDivElement>(null);
  useRestoreFocus(group);
  return (
    <div
      ref={group}
      className={classes.small}
      role="group"
      aria-label={t(sameJob ? 'elsewhere.sameJob' : 'elsewhere.label')}
    >
      <ActionIcon
        radius="50%"
        variant="light"
        color="accent"
        aria-label={busy ? t('pause') : t('play')}
        onClick={() => player.toggle()}
      >
        {phase === 'waiting' ? (
          <Loader size={14} aria-label={t('buffering')} />
        ) : busy ? (
          <IconPlayerPauseFilled size={16} />
        ) : (
          <IconPlayerPlayFilled size={16} />
        )}
      </ActionIcon>
      <Link
        href={{
          pathname: `/tasks/${source.taskId}`,
          query: { job: source.rowId, ...(source.otherCall && { call: source.callId }) },
        }}
        className={classes.smallName}
        aria-label={t('elsewhere.open', { name: source.title })}
        onClick={(event) => {
          if (!onOpen || event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          onOpen(source.rowId);
        }}
      >
        {source.title}
      </Link>
      <div className={classes.smallSeek}>
        <SeekBar
          label={t('elsewhere.progress')}
          duration={duration ?? source.expectedSeconds}
          getTime={player.getTime}
          subscribeTime={player.subscribeTime}
          describe={describe}
          clock={toClock}
          onSeek={(seconds) => player.seekTo(seconds)}
        />
      </div>
      <RunningClock getTime={player.getTime} subscribeTime={player.subscribeTime} className={classes.clock} />
      <CloseButton size="sm" aria-label={t('elsewhere.close')} onClick={() => player.close()} />
      <div className={classes.smallFailure} role="alert">
        {phase === 'failed' && failure && (
          <>
            {failureWords(failure)}
            {failure.request_id && <RequestId value={failure.request_id} />}
          </>
        )}
      </div>
    </div>
  );
}
