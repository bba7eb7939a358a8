import type { ReactNode } from 'react';

import { toneVar, type Tone } from './theme';

import classes from './tone-badge.module.css';

/** A word with its colour. `title` is what a pointer resting on it says (the raw code). */
export function ToneBadge({ tone, title, children }: { tone: Tone; title?: string; children: ReactNode }) {
  return (
    <span
      className={classes.badge}
      title={title}
      style={{ color: toneVar(tone, 'fg'), backgroundColor: toneVar(tone, 'bg') }}
    >
      <span className={classes.dot} style={{ backgroundColor: toneVar(tone, 'solid') }} aria-hidden />
      <span className={classes.text}>{children}</span>
    </span>
  );
}
