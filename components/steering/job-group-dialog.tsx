'use client';

import { Modal } from '@mantine/core';
import { useTranslations } from 'next-intl';

import type { TaskHeader } from '@/lib/tasks/schemas';

import { JobGroupProgress } from './job-group-progress';

/** How the task stands at the provider, on request. */
export function JobGroupDialog({ task, onClose }: { task: TaskHeader; onClose: () => void }) {
  const t = useTranslations('steering');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('progress.title')}
      centered
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <JobGroupProgress task={task} />
    </Modal>
  );
}
