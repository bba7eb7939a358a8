'use client';

import { Menu, UnstyledButton } from '@mantine/core';
import { useTranslations } from 'next-intl';

import classes from './player-bar.module.css';
import { SPEEDS } from './engine/speeds';
import { getPlayer, usePlayerValue } from './engine/use-player';

/** Chooses how fast the sound runs; remembered in this browser. */
export function SpeedMenu() {
  const t = useTranslations('player');
  const speed = usePlayerValue((state) => state.speed);
  return (
    <Menu position="top" width={96}>
      <Menu.Target>
        <UnstyledButton className={classes.speed} aria-label={t('speed', { speed })}>
          {t('speedValue', { speed })}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={String(speed)} onChange={(value) => getPlayer().setSpeed(Number(value))}>
          {[...SPEEDS].reverse().map((value) => (
            <Menu.RadioItem key={value} closeMenuOnClick value={String(value)}>
              {t('speedValue', { speed: value })}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
