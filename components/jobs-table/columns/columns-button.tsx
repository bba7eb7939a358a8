'use client';

import { ActionIcon, Popover } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

import { onDemand } from '@/lib/browser/on-demand';
import type { TaskScope } from '@/lib/jobs/list/queries';

import type { OwnLayout } from './use-table-layout';

const [ColumnsPanel, loadPanel] = onDemand(() =>
  import('./columns-panel').then((module) => module.ColumnsPanel),
);

/** Opens the list of columns: which show, in which order, how wide. Cards have none. */
export function ColumnsButton({ taskId, own }: { taskId: TaskScope; own: OwnLayout }) {
  const t = useTranslations('table');
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus withinPortal>
      <Popover.Target>
        <ActionIcon
          variant="default"
          size="1.625rem"
          visibleFrom="sm"
          aria-label={t('columns')}
          title={t('columns')}
          onPointerEnter={() => void loadPanel()}
        >
          <IconColumns size={16} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={t('columns')}>
        <ColumnsPanel taskId={taskId} own={own} />
      </Popover.Dropdown>
    </Popover>
  );
}
