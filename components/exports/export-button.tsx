'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { onDemand } from '@/lib/browser/on-demand';
import type { TaskScope } from '@/lib/jobs/list/queries';

import classes from './exports.module.css';

const [ExportDialog, loadDialog] = onDemand(() =>
  import('./export-dialog').then((module) => module.ExportDialog),
);

/** Opens the dialog that makes a file of what the list shows. @param total rows that it shows; null: not known */
export function ExportButton({
  taskId,
  selection,
  total,
}: {
  taskId: TaskScope;
  selection: string;
  total: number | null;
}) {
  const t = useTranslations('exports');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        className={classes.button}
        leftSection={<IconDownload size={14} stroke={1.6} />}
        aria-haspopup="dialog"
        onPointerEnter={() => void loadDialog()}
        onClick={() => setOpened(true)}
      >
        {t('button')}
      </Button>
      {opened && (
        <ExportDialog taskId={taskId} selection={selection} total={total} onClose={() => setOpened(false)} />
      )}
    </>
  );
}
