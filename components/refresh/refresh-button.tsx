'use client';

import { Button, Kbd, Loader } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore, type RefObject } from 'react';

import { useSeconds } from '@/components/ui/time/use-seconds';
import { isWaiting as isWaitingForSignIn, subscribeToWaiting } from '@/lib/browser/session-store';

import { useRefreshPause } from './refresh-pause';
import classes from './refresh.module.css';
import type { RefreshState } from './use-refresh';

/**
 * Refreshes the page that is shown; key R. While it runs it stays a button, keeps the focus and tells the seconds; a
 * second press starts nothing.
 * @param jobOpen R is the open job's then, and is not shown here
 */
export function RefreshButton({
  buttonRef,
  state,
  interruptedAt,
  refresh,
  jobOpen,
}: {
  buttonRef: RefObject<HTMLButtonElement | null>;
  state: RefreshState;
  /** When a refresh began that a reload of the page has cut off from it, epoch ms. */
  interruptedAt: number | null;
  refresh: () => void;
  jobOpen: boolean;
}) {
  const t = useTranslations('refresh');
  const isInterrupted = state.status !== 'running' && interruptedAt !== null;
  const running = state.status === 'running' || isInterrupted;
  const seconds = useSeconds(state.status === 'running' ? state.startedAt : interruptedAt);
  const pause = useRefreshPause();
  const isWaiting = !running && pause > 0;
  const signsIn = useSyncExternalStore(subscribeToWaiting, isWaitingForSignIn, () => false);
  const begin = () => {
    if (!running && !isWaiting) refresh();
  };

  useHotkeys([
    [
      'r',
      (event) => {
        // What lies over the page as a dialog of its own has its own keys; beside the table R is the open job's.
        const over =
          document.querySelector('[role="dialog"][aria-modal="true"]') !== null ||
          (event.target instanceof Element && event.target.closest('[role="dialog"]') !== null);
        if (!event.repeat && !event.isComposing && !over) begin();
      },
      // What is not this button's is left to others.
      { preventDefault: false },
    ],
  ]);

  return (
    <Button
      ref={buttonRef}
      id="refresh-page"
      className={classes.button}
      onClick={begin}
      aria-busy={running}
      // Keeps its place in the tab order, and the focus, while one waits.
      aria-disabled={isWaiting || undefined}
      data-disabled={isWaiting || undefined}
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
        !isWaiting &&
        !jobOpen && (
          <Kbd size="xs" className={classes.key} aria-hidden>
            R
          </Kbd>
        )
      }
    >
      {isWaiting
        ? t('pausedFor', { seconds: pause })
        : !running
          ? t('button')
          : state.status === 'running' && state.stage === 'offline'
            ? t('runningOffline')
            : signsIn
              ? t('runningSignIn')
              : t('running', { seconds })}
    </Button>
  );
}
