'use client';

import { Kbd, Modal } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Fragment } from 'react';

import classes from './shortcuts-sheet.module.css';

// The signs on the keys are the same in every language.
const SHORTCUTS = [
  { name: 'toggle', keys: [['Space']] },
  { name: 'seek', keys: [['←'], ['→']] },
  {
    name: 'seekMore',
    keys: [
      ['Shift', '←'],
      ['Shift', '→'],
    ],
  },
  { name: 'speed', keys: [['['], [']']] },
  { name: 'tenths', keys: [['0'], ['9']], range: true },
  { name: 'mute', keys: [['M']] },
  { name: 'loop', keys: [['L']] },
  { name: 'skipSilence', keys: [['S']] },
  { name: 'nudge', keys: [[','], ['.']] },
  { name: 'job', keys: [['J'], ['K']] },
  { name: 'job', keys: [['↓'], ['↑']] },
  { name: 'search', keys: [['/']] },
  { name: 'follow', keys: [['F']] },
  { name: 'refresh', keys: [['R']] },
  { name: 'close', keys: [['Esc']] },
  { name: 'help', keys: [['?']] },
] as const;

/** The list of the keys that the open job knows. */
export function ShortcutsSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('player.keys.title')}
      size={400}
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <dl className={classes.list}>
        {SHORTCUTS.map((shortcut) => (
          <Fragment key={`${shortcut.name} ${shortcut.keys.join()}`}>
            <dt>{t(`player.keys.${shortcut.name}`)}</dt>
            <dd>
              {shortcut.keys.map((combination, index) => (
                <Fragment key={combination.join()}>
                  {index > 0 && <span className={classes.between}>{'range' in shortcut ? '…' : '/'}</span>}
                  {combination.map((key) => (
                    <Kbd key={key} size="xs">
                      {key}
                    </Kbd>
                  ))}
                </Fragment>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
      <p className={classes.note}>{t('player.keys.typing')}</p>
    </Modal>
  );
}
