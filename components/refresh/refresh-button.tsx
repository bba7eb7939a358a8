'use client';

import { Button, Kbd, Loader } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import { useSeconds } from '@/components/ui/time/use-seconds';

import classes from './refresh.module.css';
import type { RefreshState } from './use-refresh';

export const REFRESH_BUTTON_ID = 'refresh-page';

/**
 * Refreshes the page that is shown; key R. While it runs it stays a button, keeps the focus and tells the seconds; a
 * second press starts nothing.
 * @param jobOpen R is the open job's then, and is not shown here
 */
export function RefreshButton({
  state,
  refresh,
  jobOpen,
}: {
  state: RefreshState;
  refresh: () => void;
  jobOpen: boolean;
}) {
  const t = useTranslations('refresh');
  const running = state.status === 'running';
  const seconds = useSeconds(running ? state.startedAt : null);

  useHotkeys([
    [
      'r',
      (event) => {
        // What lies over the page as a dialog of its own has its own keys; beside the table R is the open job's.
        const over =
          document.querySelector('[role="dialog"][aria-modal="true"]') !== null ||
          (event.target instanceof Element && event.target.closest('[role="dialog"]') !== null);
        if (!event.repeat && !event.isComposing && !over) refresh();
      },
      // What is not this button's is left to others.
      { preventDefault: false },
    ],
  ]);

  return (
    <Button
      id={REFRESH_BUTTON_ID}
      className={classes.button}
      onClick={refresh}
      aria-busy={running}
      aria-keyshortcuts={jobOpen ? undefined : 'R'}
      leftSection={
        running ? (
          <Loader size={14} color="currentcolor" aria-hidden />
        ) : (
          <IconRefresh size={16} stroke={1.8} aria-hidden />
        )
      }
      rightSection={
        !running &&
        !jobOpen && (
          <Kbd size="xs" className={classes.key} aria-hidden>
            R
          </Kbd>
        )
      }
    >
      {running ? t('running', { seconds }) : t('button')}
    </Button>
  );
}
