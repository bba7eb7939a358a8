'use client';

import { UnstyledButton } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRef } from 'react';

import { useRestoreFocus } from '@/components/ui/use-restore-focus';

import classes from './player-bar.module.css';
import { toClock } from './engine/time-words';
import { getPlayer, usePlayerState } from './engine/use-player';
import type { Wave } from './waveform/waveform';

/** What makes the sound run otherwise than plainly, each with its way out: one side alone, a loop, skipped silence. */
export function PlayingModes({ wave }: { wave: Wave | null }) {
  const t = useTranslations('player');
  const { side, loop, skipSilence } = usePlayerState();
  const player = getPlayer();
  const speaker = side === wave?.robotChannel ? 'robot' : 'customer';
  return (
    <>
      {side !== 'both' && <Mode label={t(`sides.${speaker}`)} end={() => player.hear('both')} />}
      {loop && (
        <Mode
          label={
            loop.to === null
              ? t('loop.open', { from: toClock(loop.from) })
              : t('loop.part', { from: toClock(loop.from), to: toClock(loop.to) })
          }
          end={() => player.clearLoop()}
        />
      )}
      {skipSilence && wave && (
        <Mode label={t('settings.skipSilence')} end={() => player.setSkipSilence(false)} />
      )}
    </>
  );
}

function Mode({ label, end }: { label: string; end: () => void }) {
  const t = useTranslations('player');
  const button = useRef<HTMLButtonElement>(null);
  useRestoreFocus(button, (mode) =>
    mode.closest('[role=group]')?.querySelector<HTMLElement>('[data-play-button]'),
  );
  return (
    <UnstyledButton
      ref={button}
      className={classes.mode}
      aria-label={t('endMode', { mode: label })}
      onClick={end}
    >
      {label}
      <IconX size={12} stroke={2} aria-hidden />
    </UnstyledButton>
  );
}
