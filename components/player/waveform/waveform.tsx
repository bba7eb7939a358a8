'use client';

import { ActionIcon, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconRobot, IconUser } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';

import type { RobotChannel } from '@/lib/recordings/queries';

import { getPlayer, usePlayerValue } from '../engine/use-player';
import { barHeights, barsPath, fullHeightLevel, levelsOf, type Channel } from './wave-bars';
import classes from './waveform.module.css';

/** The sound of a recording as it is drawn. */
export type Wave = { peaks: Int8Array; channels: 1 | 2; robotChannel: RobotChannel; durationMs: number };

type Speaker = 'robot' | 'customer' | 'both';
type Lane = { speaker: Speaker; channel: Channel; levels: Uint8Array };

/** Pixels of a bar and of the step from one to the next, and the height of one lane of two and of a single one. */
const BAR = { width: 2, pitch: 3 };
const LANE_HEIGHT = { two: 26, one: 40 };

/** A lane for the robot over one for the customer; one lane when both are in one channel. */
function lanesOf({ peaks, channels, robotChannel }: Wave): Lane[] {
  if (channels === 1) return [{ speaker: 'both', channel: 'left', levels: levelsOf(peaks, 1, 'left') }];
  const other = robotChannel === 'left' ? 'right' : 'left';
  return [
    { speaker: 'robot', channel: robotChannel, levels: levelsOf(peaks, 2, robotChannel) },
    { speaker: 'customer', channel: other, levels: levelsOf(peaks, 2, other) },
  ];
}

/**
 * The lanes of a recording: what has been played is drawn strongly. The part played comes from `--at` of the slider
 * around it, so that nothing is rendered for the running time.
 */
export function Waveform({ wave, heard }: { wave: Wave; heard: Channel | 'both' }) {
  const { ref, width } = useElementSize();
  const lanes = useMemo(() => lanesOf(wave), [wave]);
  const fullLevel = useMemo(() => fullHeightLevel(lanes.map(({ levels }) => levels)), [lanes]);
  const height = lanes.length === 2 ? LANE_HEIGHT.two : LANE_HEIGHT.one;
  const count = Math.floor(width / BAR.pitch);
  return (
    <span ref={ref} className={classes.lanes} aria-hidden>
      {lanes.map(({ speaker, channel, levels }) => (
        <span
          key={speaker}
          className={classes.lane}
          style={{ height }}
          data-speaker={speaker}
          data-silent={(heard !== 'both' && heard !== channel) || undefined}
        >
          <Bars levels={levels} count={count} height={height} fullLevel={fullLevel} />
        </span>
      ))}
    </span>
  );
}

function Bars({
  levels,
  count,
  height,
  fullLevel,
}: {
  levels: Uint8Array;
  count: number;
  height: number;
  fullLevel: number;
}) {
  const path = useMemo(
    () => barsPath(barHeights(levels, count, fullLevel), { ...BAR, height }),
    [levels, count, height, fullLevel],
  );
  // Bars a hair wider than their box in the end, so that the last one ends where the sound does.
  const box = `0 0 ${Math.max(1, count * BAR.pitch)} ${height}`;
  return (
    <>
      <svg className={classes.toCome} viewBox={box} preserveAspectRatio="none">
        <path d={path} />
      </svg>
      <svg className={classes.played} viewBox={box} preserveAspectRatio="none">
        <path d={path} />
      </svg>
    </>
  );
}

/** Beside each lane: whose it is, and the switch to hear that side alone. */
export function LaneSwitches({ wave }: { wave: Wave }) {
  const t = useTranslations('player.sides');
  const side = usePlayerValue((state) => state.side);
  if (wave.channels === 1) return null;
  return (
    <div className={classes.switches}>
      {lanesOf(wave).map(({ speaker, channel }) => {
        if (speaker === 'both') return null;
        const alone = side === channel;
        const Sign = speaker === 'robot' ? IconRobot : IconUser;
        const label = t(alone ? 'both' : speaker);
        return (
          <Tooltip key={speaker} label={label} position="left">
            <ActionIcon
              size={LANE_HEIGHT.two}
              variant={alone ? 'light' : 'subtle'}
              color={alone ? 'accent' : 'gray'}
              aria-label={t(speaker)}
              aria-pressed={alone}
              onClick={() => getPlayer().hear(alone ? 'both' : channel)}
            >
              <Sign size={16} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        );
      })}
    </div>
  );
}
