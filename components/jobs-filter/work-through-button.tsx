'use client';

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerTrackNext } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { useOpenJob } from '@/components/job-context/use-open-job';
import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson } from '@/lib/browser/fetch-json';
import { walkQuery } from '@/lib/jobs/list/walk';

import classes from './filter-bar.module.css';

/** Works through what the filters show, job by job, in the order of the list. */
export function WorkThroughButton({ path }: { path: string }) {
  const t = useTranslations('worklist');
  const failureText = useFailureText();
  const client = useQueryClient();
  const { open } = useOpenJob();
  const [busy, setBusy] = useState(false);

  const begin = async () => {
    setBusy(true);
    try {
      const { rowIds } = await client.fetchQuery(walkQuery(path, fetchJson));
      const [first] = rowIds;
      if (first === undefined) notifications.show({ message: t('empty') });
      else open(first, undefined, { work: true });
    } catch (error) {
      notifications.show({ color: 'red', message: failureText(error) });
    }
    setBusy(false);
  };
  return (
    <Button
      variant="default"
      size="compact-sm"
      className={classes.menu}
      leftSection={<IconPlayerTrackNext size={14} stroke={1.6} />}
      loading={busy}
      onClick={() => void begin()}
    >
      {t('begin')}
    </Button>
  );
}
