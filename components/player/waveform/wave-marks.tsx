'use client';

import type { WaveHit } from './aligned-audio';
import type { Loop } from '../engine/playback-rules';
import classes from './waveform.module.css';

const percent = (seconds: number, duration: number) => `${Math.min(100, (seconds / duration) * 100)}%`;

/** What lies over a waveform: the loop, and the places that a search found. `duration` in seconds. */
export function WaveMarks({
  duration,
  loop,
  hits,
}: {
  duration: number;
  loop: Loop | null;
  hits: readonly WaveHit[];
}) {
  return (
    <>
      {loop && (
        <span
          className={classes.loop}
          style={{
            left: percent(loop.from, duration),
            width: percent((loop.to ?? loop.from) - loop.from, duration),
          }}
          aria-hidden
        />
      )}
      {hits.map(({ seconds, current }, index) => (
        <span
          key={index}
          className={classes.hit}
          style={{ left: percent(seconds, duration) }}
          data-current={current}
          aria-hidden
        />
      ))}
    </>
  );
}
