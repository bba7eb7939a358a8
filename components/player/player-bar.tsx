'use client';

import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRepeat,
  IconRewindBackward10,
  IconRewindForward10,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

import { DownloadMenu } from './download-menu';
import type { AlignedAudio, WaveHit } from './waveform/aligned-audio';
import classes from './player-bar.module.css';
import { PlayerSettings } from './player-settings';
import { PlayingModes } from './playing-modes';
import type { PlayerSource } from './engine/player-state';
import { RunningClock } from './running-clock';
import { SeekBar } from './waveform/seek-bar';
import { SpeedMenu } from './speed-menu';
import { toClock } from './engine/time-words';
import type { JobPlayer } from './use-player-for';
import { getPlayer, usePlayerState } from './engine/use-player';
import { useTimeWords } from './engine/use-time-words';
import { VolumeControl } from './volume-control';
import { WaveMarks } from './waveform/wave-marks';
import { LaneSwitches, Waveform } from './waveform/waveform';

const STEP_SECONDS = 10;

export type PlayerBarProps = {
  player: JobPlayer;
  source: PlayerSource;
  alignedAudio: AlignedAudio;
  /** Where a search in the conversation found its words. */
  hits: readonly WaveHit[];
  hasWords: boolean;
  onHelp: () => void;
};

/** The waveform and the controls of one job's recording. */
export function PlayerBar({ player, source, alignedAudio, hits, hasWords, onHelp }: PlayerBarProps) {
  const t = useTranslations('player');
  const state = usePlayerState();
  const words = useTimeWords();
  const describe = useCallback(
    (seconds: number, total: number) => t('positionText', { time: words(seconds), total: words(total) }),
    [t, words],
  );
  const { wave, unreadable } = alignedAudio;
  const loop = player.loaded ? state.loop : null;
  const duration = player.duration ?? (wave ? wave.durationMs / 1000 : null);

  return (
    <div className={classes.player} role="group" aria-label={t('label')}>
      <div className={classes.wave}>
        {wave && <LaneSwitches wave={wave} />}
        <div className={classes.seek}>
          <SeekBar
            label={t('position')}
            duration={duration}
            getTime={player.getTime}
            subscribeTime={player.subscribeTime}
            describe={describe}
            clock={toClock}
            onSeek={player.seekTo}
          >
            {wave && (
              <>
                <Waveform wave={wave} heard={player.loaded ? state.side : 'both'} />
                {duration !== null && <WaveMarks duration={duration} loop={loop} hits={hits} />}
              </>
            )}
          </SeekBar>
        </div>
      </div>
      <div className={classes.line}>
        <RunningClock
          getTime={player.getTime}
          subscribeTime={player.subscribeTime}
          className={classes.clock}
        />
        <div className={classes.modes}>
          {unreadable && <span className={classes.noWave}>{t(`noWave.${unreadable}`)}</span>}
          {player.loaded && <PlayingModes wave={wave} />}
        </div>
        <span className={classes.clock}>{duration === null ? '--:--' : toClock(duration)}</span>
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
          <PlayButton player={player} />
          <Tooltip label={t('forward')}>
            <ActionIcon size={36} aria-label={t('forward')} onClick={() => player.seekBy(STEP_SECONDS)}>
              <IconRewindForward10 size={20} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </div>
        <div className={classes.side} data-end>
          <LoopButton ready={player.loaded && duration !== null} />
          <PlayerSettings alignedAudio={alignedAudio} hasWords={hasWords} onHelp={onHelp} />
          <DownloadMenu rowId={source.rowId} callId={source.otherCall ? source.callId : null} />
        </div>
      </div>
    </div>
  );
}

function PlayButton({ player }: { player: JobPlayer }) {
  const t = useTranslations('player');
  const waiting = player.phase === 'waiting';
  return (
    <ActionIcon
      size={44}
      radius="50%"
      variant="filled"
      color="accent"
      aria-label={player.busy ? t('pause') : t('play')}
      aria-busy={waiting}
      data-play-button
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
  );
}

/** Its first press sets the beginning, the second the end, the third ends the loop. */
function LoopButton({ ready }: { ready: boolean }) {
  const t = useTranslations('player.loop');
  const { loop } = usePlayerState();
  const step = loop === null ? 'begin' : loop.to === null ? 'end' : 'stop';
  return (
    <Tooltip label={t(step)}>
      <ActionIcon
        aria-label={t(step)}
        aria-disabled={!ready}
        variant={loop && ready ? 'light' : 'subtle'}
        color={loop && ready ? 'accent' : 'gray'}
        onClick={() => ready && getPlayer().stepLoop()}
      >
        <IconRepeat size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
