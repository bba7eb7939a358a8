'use client';

import { ActionIcon, Button, Popover, Switch, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconMinus, IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';

import type { AlignedAudio } from './waveform/aligned-audio';
import classes from './player-settings.module.css';
import { getPlayer, usePlayerValue } from './engine/use-player';

/** One press of the nudge, in ms. */
export const NUDGE_MS = 100;

/** How the sound is played, and what people set right about it. `hasWords`: there is a conversation to place. */
export function PlayerSettings({
  alignedAudio,
  hasWords,
  onHelp,
}: {
  alignedAudio: AlignedAudio;
  hasWords: boolean;
  onHelp: () => void;
}) {
  const t = useTranslations('player.settings');
  const skipSilence = usePlayerValue((state) => state.skipSilence);
  const continuous = usePlayerValue((state) => state.continuous);
  const { wave } = alignedAudio;
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <Popover
      position="top-end"
      width={300}
      shadow="md"
      radius="md"
      trapFocus
      opened={opened}
      onChange={setOpened}
    >
      <Popover.Target>
        <Tooltip label={t('label')} disabled={opened}>
          <ActionIcon ref={button} aria-label={t('label')} onClick={() => setOpened(!opened)}>
            <IconAdjustmentsHorizontal size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown className={classes.settings} aria-label={t('label')} data-own-escape>
        <Switch
          size="sm"
          labelPosition="left"
          label={t('skipSilence')}
          checked={skipSilence}
          onChange={(event) => getPlayer().setSkipSilence(event.currentTarget.checked)}
        />
        <Switch
          size="sm"
          labelPosition="left"
          label={t('continuous')}
          checked={continuous}
          onChange={(event) => getPlayer().setContinuous(event.currentTarget.checked)}
        />
        {wave?.channels === 2 && (
          <div className={classes.setting}>
            <span>{t(wave.robotChannel === 'left' ? 'robotLeft' : 'robotRight')}</span>
            <Button variant="default" size="compact-xs" onClick={alignedAudio.flipSides}>
              {t('flip')}
            </Button>
          </div>
        )}
        {wave && hasWords && <WordsOffset alignedAudio={alignedAudio} />}
        <div className={classes.help}>
          <Button
            variant="subtle"
            size="compact-sm"
            onClick={() => {
              // The list gives the focus back to where it was; this button goes away.
              button.current?.focus();
              setOpened(false);
              onHelp();
            }}
          >
            {t('shortcuts')}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Where the words are against the sound, moved in tenths of a second. */
function WordsOffset({ alignedAudio: { offset, nudge, forgetOffset } }: { alignedAudio: AlignedAudio }) {
  const t = useTranslations('player.settings');
  return (
    <div role="group" aria-label={t('offset')}>
      <div className={classes.setting}>
        <span>{t('offset')}</span>
        <span className={classes.nudge}>
          <Tooltip label={t('earlier')}>
            <ActionIcon
              size={24}
              variant="default"
              aria-label={t('earlier')}
              onClick={() => nudge(-NUDGE_MS)}
            >
              <IconMinus size={14} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
          <output className={classes.value}>{t('offsetValue', { seconds: offset.ms / 1000 })}</output>
          <Tooltip label={t('later')}>
            <ActionIcon size={24} variant="default" aria-label={t('later')} onClick={() => nudge(NUDGE_MS)}>
              <IconPlus size={14} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      <div className={classes.setting} data-minor>
        <span>{t(`offsetSource.${offset.source}`)}</span>
        {offset.source === 'remembered' && (
          <Button variant="subtle" size="compact-xs" onClick={forgetOffset}>
            {t('forgetOffset')}
          </Button>
        )}
      </div>
    </div>
  );
}
