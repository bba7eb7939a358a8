'use client';

import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';

import type { JobDetail } from '@/lib/jobs/schemas';

import { useJobKeys } from '@/components/job-context/use-job-keys';
import { useJobRefresh } from './use-job-refresh';

export const JOB_REFRESH_BUTTON_ID = 'refresh-job';

/** Refreshes the open job; key R. While it runs it stays a button and keeps the focus; a second press starts nothing. */
export function JobRefreshButton({
  detail,
  panelRef,
}: {
  detail: JobDetail;
  panelRef: RefObject<HTMLElement | null>;
}) {
  const t = useTranslations('refresh.job');
  const { status, refresh } = useJobRefresh(detail);
  const running = status === 'running';

  useJobKeys({
    panelRef,
    onCommand: (command) => {
      if (command.type !== 'refresh' || !isWorkedIn(panelRef.current)) return false;
      refresh();
      return true;
    },
  });

  return (
    <Tooltip label={t('button')}>
      <ActionIcon
        id={JOB_REFRESH_BUTTON_ID}
        aria-label={t('button')}
        aria-busy={running}
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
