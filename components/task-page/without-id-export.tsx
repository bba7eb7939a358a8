'use client';

import { Button } from '@mantine/core';
import { IconCopy, IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { ExportButton } from '@/components/exports/export-button';
import { useJobTools } from '@/components/job-context/job-actions';
import { useWithoutIdText } from '@/components/job-context/use-without-id-text';
import { useFailureText } from '@/components/ui/use-failure-text';
import { copyText } from '@/lib/browser/copy-text';
import { fetchJson } from '@/lib/browser/fetch-json';
import type { JobRow, JobsPage } from '@/lib/jobs/schemas';
import { toCsv, toTabbed } from '@/lib/values/csv';
import { isCallStatus } from '@/lib/values/provider-words';
import type { DbId } from '@/lib/values/db-id';

import classes from './task-page.module.css';

const PAGE_SIZE = 99;
/** More rows are a matter for the export of a whole task. */
const MOST_ROWS = 4950;

/** All rows that no refresh reaches, to be handed to whoever can submit them again: copied, or as a file. */
export function WithoutIdExport({ taskId, total }: { taskId: DbId; total: number }) {
  const t = useTranslations();
  const failureText = useFailureText();
  const withoutIdText = useWithoutIdText();
  const { mayExport } = useJobTools().person;
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);

  const lineOf = (row: JobRow): string[] => [
    String(row.rowId),
    row.leadsName ?? '',
    row.phoneMasked ?? '',
    row.leadsId ?? '',
    row.callStatus === null
      ? ''
      : isCallStatus(row.callStatus)
        ? t(`statuses.${row.callStatus}`)
        : row.callStatus,
    withoutIdText(row).reason,
  ];
  const heads = [
    t('jobs.withoutId.rowId'),
    t('jobs.columns.lead'),
    t('jobs.withoutId.phone'),
    t('job.facts.leadsId'),
    t('jobs.columns.callStatus'),
    t('jobs.columns.reason'),
  ];

  const gather = async (hand: (lines: string[][]) => Promise<string> | string) => {
    if (busy) return;
    setBusy(true);
    setNote(t('jobs.withoutId.gathering', { count: Math.min(total, MOST_ROWS) }));
    try {
      const lines: string[][] = [];
      for (let page = 1, pages = 1; page <= pages && lines.length < MOST_ROWS; page += 1) {
        const path = `/api/tasks/${taskId}/jobs-without-id?page=${page}&size=${PAGE_SIZE}`;
        const { rows, pagination } = await fetchJson<JobsPage>(path);
        pages = pagination.totalPages;
        lines.push(...rows.map(lineOf));
      }
      const cut = total > MOST_ROWS ? t('jobs.withoutId.cut', { count: MOST_ROWS }) : '';
      setNote([await hand([heads, ...lines]), cut].filter(Boolean).join(' · '));
    } catch (thrown) {
      setNote(t('jobs.withoutId.exportFailed', { reason: failureText(thrown) }));
    } finally {
      setBusy(false);
    }
  };
  const copy = async (lines: string[][]) =>
    (await copyText(toTabbed(lines)))
      ? t('jobs.withoutId.copiedRows', { count: lines.length - 1 })
      : t('conversation.copyFailed');
  const download = (lines: string[][]) => {
    const url = URL.createObjectURL(new Blob([toCsv(lines)], { type: 'text/csv;charset=utf-8' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `task-${taskId}-without-job-id.csv`;
    link.click();
    URL.revokeObjectURL(url);
    return '';
  };

  return (
    <div className={classes.exports}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconCopy size={14} stroke={1.6} />}
        aria-disabled={busy}
        onClick={() => void gather(copy)}
      >
        {t('jobs.withoutId.copy')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconDownload size={14} stroke={1.6} />}
        aria-disabled={busy}
        onClick={() => void gather(download)}
      >
        {t('jobs.withoutId.download')}
      </Button>
      {mayExport && <ExportButton taskId={taskId} selection="tab=without-id" total={total} />}
      <span role="status">{note}</span>
    </div>
  );
}
