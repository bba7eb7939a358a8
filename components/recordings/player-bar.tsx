'use client';

import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import {
  IconDownload,
  IconKeyboard,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward10,
  IconRewindForward10,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

import { recordingUrl } from '@/lib/recordings/queries';

import classes from './player-bar.module.css';
import { RunningClock } from './running-clock';
import { SeekBar } from './seek-bar';
import { SpeedMenu } from './speed-menu';
import { toClock } from './time-words';
import type { JobPlayer } from './use-player-for';
import { useTimeWords } from './use-time-words';
import { VolumeControl } from './volume-control';

const STEP_SECONDS = 10;

/** The controls of one job's recording. */
export function PlayerBar({
  player,
  rowId,
  onHelp,
}: {
  player: JobPlayer;
  rowId: number;
  onHelp: () => void;
}) {
  const t = useTranslations('player');
  const words = useTimeWords();
  const describe = useCallback(
    (seconds: number, total: number) => t('positionText', { time: words(seconds), total: words(total) }),
    [t, words],
  );
  const waiting = player.phase === 'waiting';

  return (
    <div className={classes.player} role="group" aria-label={t('label')}>
      <div className={classes.line}>
        <RunningClock
          getTime={player.getTime}
          subscribeTime={player.subscribeTime}
          className={classes.clock}
        />
        <div className={classes.seek}>
          <SeekBar
            label={t('position')}
            duration={player.duration}
            getTime={player.getTime}
            subscribeTime={player.subscribeTime}
            describe={describe}
            clock={toClock}
            onSeek={player.seekTo}
          />
        </div>
        <span className={classes.clock}>{player.duration === null ? '--:--' : toClock(player.duration)}</span>
      </div>
      <div className={classes.controls}>
        <div className={classes.side}>
          <SpeedMenu />
          <VolumeControl />
        </div>
        <div className={classes.middle}>
          <Tooltip label={t('back')}>
            <ActionIcon size={36} aria-label={t('back')} onClick={() => player.seekBy(-STEP_SECONDS)}>
              <IconRewindBackward10 size={20} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <ActionIcon
            size={44}
            radius="50%"
            variant="filled"
            color="accent"
            aria-label={player.busy ? t('pause') : t('play')}
            aria-busy={waiting}
            onClick={player.toggle}
          >
            {waiting ? (
              <Loader size={18} color="white" aria-label={t('buffering')} />
            ) : player.busy ? (
              <IconPlayerPauseFilled size={20} />
            ) : (
              <IconPlayerPlayFilled size={20} />
            )}
          </ActionIcon>
          <Tooltip label={t('forward')}>
            <ActionIcon size={36} aria-label={t('forward')} onClick={() => player.seekBy(STEP_SECONDS)}>
              <IconRewindForward10 size={20} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </div>
        <div className={classes.side} data-end>
          <Tooltip label={t('shortcuts')}>
            <ActionIcon className={classes.help} aria-label={t('shortcuts')} onClick={onHelp}>
              <IconKeyboard size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('download')}>
            <ActionIcon
              component="a"
              href={recordingUrl(rowId, { download: true })}
              download
              aria-label={t('download')}
            >
              <IconDownload size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
    </div>
  );
}
