'use client';

import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';

import type { JobDetail } from '@/lib/jobs/schemas';

import { useRefreshPause } from '@/components/refresh/refresh-pause';
import { useJobKeys } from '@/components/job-context/use-job-keys';
import { useJobRefresh } from './use-job-refresh';

/** Refreshes the open job; key R. While it runs it stays a button and keeps the focus; a second press starts nothing. */
export function JobRefreshButton({
  buttonRef,
  detail,
  panelRef,
}: {
  buttonRef: RefObject<HTMLButtonElement | null>;
  detail: JobDetail;
  panelRef: RefObject<HTMLElement | null>;
}) {
  const t = useTranslations('refresh.job');
  const { status, refresh } = useJobRefresh(detail);
  const running = status === 'running';
  const pause = useRefreshPause();
  const isWaiting = !running && pause > 0;
  const label = isWaiting ? t('pausedFor', { seconds: pause }) : t('button');

  useJobKeys({
    panelRef,
    onCommand: (command) => {
      if (command.type !== 'refresh' || !isWorkedIn(panelRef.current)) return false;
      refresh();
      return true;
    },
  });

  return (
    <Tooltip label={label}>
      <ActionIcon
        ref={buttonRef}
        aria-label={label}
        aria-busy={running}
        aria-disabled={isWaiting || undefined}
        aria-keyshortcuts="R"
        onClick={refresh}
      >
        {running ? (
          <Loader size={16} color="currentcolor" aria-hidden />
        ) : (
          <IconRefresh size={18} stroke={1.6} aria-hidden />
        )}
      </ActionIcon>
    </Tooltip>
  );
}

/** Beside the table R is the job's only while one works in it; elsewhere it is the page's. */
function isWorkedIn(panel: HTMLElement | null): boolean {
  return panel?.getAttribute('aria-modal') === 'true' || panel?.contains(document.activeElement) === true;
}
