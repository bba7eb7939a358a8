'use client';

import { Button, Checkbox, Group, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';

import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson } from '@/lib/browser/fetch-json';
import { formatNumber } from '@/lib/i18n/format';
import { runPreviewQuery } from '@/lib/runs/queries';
import { isOver } from '@/lib/runs/schemas';
import type { DbId } from '@/lib/values/db-id';

import classes from './runs.module.css';
import { useAboutTime } from './use-run-words';
import { useStartRun, useTaskRun } from './use-task-run';

/**
 * Opens the dialog that tells what refreshing the whole task takes, or the rows of a filter, and begins it.
 *
 * @param selection the filter; '': the whole task
 * @param total rows that it shows; null: not known
 */
export function RunButton({
  taskId,
  selection,
  total,
}: {
  taskId: DbId;
  selection: string;
  total: number | null;
}) {
  const t = useTranslations('runs');
  const locale = useLocale();
  const text =
    selection === ''
      ? t('button')
      : total === null
        ? t('buttonFiltered')
        : t('buttonRows', { number: formatNumber(total, locale), count: total });
  const [open, setOpen] = useState(false);
  const { run } = useTaskRun(taskId);
  const busy = run !== null && !isOver(run.state);
  return (
    <>
      <Button
        variant="default"
        data-run
        onClick={() => setOpen(true)}
        disabled={busy}
        className={classes.button}
      >
        {text}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={text}
        closeButtonProps={{ 'aria-label': t('preview.close') }}
        centered
      >
        <StartRun taskId={taskId} selection={selection} close={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function StartRun({ taskId, selection, close }: { taskId: DbId; selection: string; close: () => void }) {
  const t = useTranslations('runs');
  const locale = useLocale();
  const about = useAboutTime();
  const failureText = useFailureText();
  const {
    data: preview,
    error,
    isPending,
    refetch,
  } = useQuery(runPreviewQuery(taskId, selection, fetchJson));
  const start = useStartRun(taskId);
  const [recordings, setRecordings] = useState(false);
  const number = (value: number) => formatNumber(value, locale);
  if (error) {
    return (
      <div className={classes.dialog}>
        <p role="alert" className={classes.problem}>
          {failureText(error)}
        </p>
        <Button variant="default" onClick={() => void refetch()}>
          {t('retry')}
        </Button>
      </div>
    );
  }
  const facts = [
    { name: t('preview.rows'), value: preview && number(preview.rows) },
    { name: t('preview.unfinished'), value: preview && number(preview.unfinished) },
    { name: t('preview.calls'), value: preview && number(preview.calls) },
    {
      name: t('preview.time'),
      value:
        preview &&
        t('preview.timeAt', { time: about(preview.seconds), rate: preview.callsPerSecond.toFixed(1) }),
    },
  ];
  const nothing = preview?.rows === 0;
  return (
    <div className={classes.dialog} aria-busy={isPending}>
      <dl className={classes.preview}>
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value ?? '…'}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.note}>
        {nothing
          ? t(selection === '' ? 'preview.nothing' : 'preview.nothingFiltered')
          : preview?.active
            ? t('preview.joins', { by: preview.active.by })
            : t(selection === '' ? 'preview.note' : 'preview.noteFiltered')}
      </p>
      <Checkbox
        label={t('preview.recordings')}
        description={t('preview.recordingsNote')}
        checked={recordings}
        onChange={(event) => setRecordings(event.currentTarget.checked)}
      />
      {start.error && (
        <p role="alert" className={classes.problem}>
          {failureText(start.error)}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={close}>
          {t('preview.close')}
        </Button>
        <Button
          data-autofocus
          loading={start.isPending}
          disabled={!preview || nothing}
          onClick={() =>
            start.mutate({ skip_recording: !recordings, query: selection }, { onSuccess: close })
          }
        >
          {t('preview.start')}
        </Button>
      </Group>
    </div>
  );
}
