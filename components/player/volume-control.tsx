'use client';

import { ActionIcon } from '@mantine/core';
import { IconVolume, IconVolume2, IconVolumeOff } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import classes from './player-bar.module.css';
import { getPlayer, usePlayerValue } from './engine/use-player';

/** Mute, and a volume that shows where there is room for it (phones have their own keys). */
export function VolumeControl() {
  const t = useTranslations('player');
  const volume = usePlayerValue((state) => state.volume);
  const muted = usePlayerValue((state) => state.muted);
  const heard = muted ? 0 : volume;
  const Icon = heard === 0 ? IconVolumeOff : heard < 0.5 ? IconVolume2 : IconVolume;
  return (
    <div className={classes.volume}>
      <ActionIcon
        aria-label={heard === 0 ? t('unmute') : t('mute')}
        aria-pressed={heard === 0}
        onClick={() => getPlayer().toggleMute()}
      >
        <Icon size={18} stroke={1.6} />
      </ActionIcon>
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={Math.round(heard * 100)}
        aria-label={t('volume')}
        aria-valuetext={t('volumeValue', { percent: Math.round(heard * 100) })}
        onChange={(event) => getPlayer().setVolume(Number(event.currentTarget.value) / 100)}
      />
    </div>
  );
}
