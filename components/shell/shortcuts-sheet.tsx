'use client';

import { Kbd, Modal } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Fragment } from 'react';

import classes from './shortcuts-sheet.module.css';

// The signs on the keys are the same in every language.
const GROUPS = [
  {
    group: 'page',
    shortcuts: [
      { name: 'palette', keys: [['Ctrl', 'K']] },
      { name: 'refreshPage', keys: [['R']] },
      { name: 'rows', keys: [['↓'], ['↑']] },
      { name: 'open', keys: [['Enter']] },
      {
        name: 'pick',
        keys: [['X'], ['Shift', 'X']],
      },
      { name: 'help', keys: [['?']] },
    ],
  },
  {
    group: 'job',
    shortcuts: [
      { name: 'job', keys: [['J'], ['K']] },
      { name: 'refresh', keys: [['R']] },
      { name: 'search', keys: [['/']] },
      { name: 'hit', keys: [['H'], ['P']] },
      { name: 'save', keys: [['Ctrl', 'Enter']] },
      { name: 'close', keys: [['Esc']] },
    ],
  },
  {
    group: 'work',
    shortcuts: [
      { name: 'tomorrow', keys: [['T']] },
      { name: 'nextWeek', keys: [['W']] },
      { name: 'noAnswer', keys: [['X']] },
      { name: 'done', keys: [['D']] },
      { name: 'write', keys: [['N']] },
      { name: 'saveNext', keys: [['Ctrl', 'Enter']] },
      { name: 'undo', keys: [['Z']] },
    ],
  },
  {
    group: 'sound',
    shortcuts: [
      { name: 'toggle', keys: [['Space']] },
      { name: 'seek', keys: [['←'], ['→']] },
      {
        name: 'seekMore',
        keys: [
          ['Shift', '←'],
          ['Shift', '→'],
        ],
      },
      { name: 'tenths', keys: [['0'], ['9']], range: true },
      { name: 'speed', keys: [['['], [']']] },
      { name: 'mute', keys: [['M']] },
      { name: 'loop', keys: [['L']] },
      { name: 'skipSilence', keys: [['S']] },
      { name: 'follow', keys: [['F']] },
      { name: 'nudge', keys: [[','], ['.']] },
    ],
  },
] as const;

/** All keys of the console, by where they work. */
export function ShortcutsSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useTranslations();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('player.keys.title')}
      size={760}
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={classes.groups}>
        {GROUPS.map(({ group, shortcuts }) => (
          <section key={group} aria-label={t(`player.keys.groups.${group}`)}>
            <h3 className={classes.group}>{t(`player.keys.groups.${group}`)}</h3>
            <dl className={classes.list}>
              {shortcuts.map((shortcut) => (
                <Fragment key={shortcut.name}>
                  <dt>{t(`player.keys.${shortcut.name}`)}</dt>
                  <dd>
                    {shortcut.keys.map((combination, index) => (
                      <Fragment key={combination.join()}>
                        {index > 0 && (
                          <span className={classes.between}>{'range' in shortcut ? '…' : '/'}</span>
                        )}
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
          </section>
        ))}
      </div>
      <p className={classes.note}>{t('player.keys.typing')}</p>
    </Modal>
  );
}
