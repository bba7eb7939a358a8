'use client';

import { Anchor, Button, Checkbox, Group, Modal, Progress, Radio } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';

import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson } from '@/lib/browser/fetch-json';
import { exportQuery } from '@/lib/exports/queries';
import {
  EXPORT_COLUMNS,
  EXPORT_FORMATS,
  type ExportColumn,
  type ExportFormat,
  isOver,
  MOST_RECORDINGS,
  USUAL_COLUMNS,
} from '@/lib/exports/schemas';
import { formatNumber } from '@/lib/i18n/format';
import type { TaskScope } from '@/lib/jobs/list/queries';

import classes from './exports.module.css';
import { fileAddress, useStartExport } from './use-exports';

type Props = { taskId: TaskScope; selection: string; total: number | null; onClose: () => void };

/** Format and columns of a file of the rows that the list counts; then how far it is, and the file. */
export function ExportDialog({ taskId, selection, total, onClose }: Props) {
  const t = useTranslations('exports.dialog');
  const [begunId, setBegunId] = useState<string | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      {begunId === null ? (
        <Choices taskId={taskId} selection={selection} total={total} onClose={onClose} onBegun={setBegunId} />
      ) : (
        <Begun id={begunId} onClose={onClose} />
      )}
    </Modal>
  );
}

function Choices({ taskId, selection, total, onClose, onBegun }: Props & { onBegun: (id: string) => void }) {
  const t = useTranslations('exports');
  const locale = useLocale();
  const failureText = useFailureText();
  const [format, setFormat] = useState<ExportFormat>('xlsx');
  const [columns, setColumns] = useState<readonly ExportColumn[]>(USUAL_COLUMNS);
  const start = useStartExport(taskId, selection);
  const tooMany = (total ?? 0) > MOST_RECORDINGS;
  const hasColumns = format === 'csv' || format === 'xlsx';
  const number = (value: number) => formatNumber(value, locale);
  const toggle = (column: ExportColumn) =>
    setColumns(EXPORT_COLUMNS.filter((one) => columns.includes(one) !== (one === column)));
  return (
    <form
      className={classes.dialog}
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate(
          { format, columns: hasColumns ? columns : USUAL_COLUMNS },
          { onSuccess: ({ id }) => onBegun(id) },
        );
      }}
    >
      <p className={classes.count}>
        <span>{t('dialog.rows')}</span>
        <b>{total === null ? '…' : t('dialog.rowsValue', { count: total, number: number(total) })}</b>
      </p>
      <Radio.Group
        label={t('dialog.format')}
        value={format}
        onChange={(value) => setFormat(EXPORT_FORMATS.find((one) => one === value) ?? 'xlsx')}
      >
        <div className={classes.formats}>
          {EXPORT_FORMATS.map((one) => {
            const refused = one === 'zip' && tooMany;
            return (
              <Radio
                key={one}
                value={one}
                label={t(`formats.${one}`)}
                description={
                  refused ? t('hints.tooMany', { number: number(MOST_RECORDINGS) }) : t(`hints.${one}`)
                }
                disabled={refused}
                data-autofocus={one === 'xlsx' ? true : undefined}
              />
            );
          })}
        </div>
      </Radio.Group>
      {hasColumns && (
        <fieldset className={classes.columns}>
          <legend>{t('dialog.columnsTitle')}</legend>
          <Group gap="md" className={classes.columnTools}>
            <Anchor component="button" type="button" size="xs" onClick={() => setColumns(USUAL_COLUMNS)}>
              {t('dialog.usualColumns')}
            </Anchor>
            <Anchor component="button" type="button" size="xs" onClick={() => setColumns(EXPORT_COLUMNS)}>
              {t('dialog.allColumns')}
            </Anchor>
          </Group>
          <div className={classes.columnGrid}>
            {EXPORT_COLUMNS.map((column) => (
              <Checkbox
                key={column}
                size="xs"
                label={t(`columns.${column}`)}
                checked={columns.includes(column)}
                onChange={() => toggle(column)}
              />
            ))}
          </div>
        </fieldset>
      )}
      <p className={classes.minor}>{t('dialog.masked')}</p>
      {start.error && (
        <p role="alert" className={classes.problem}>
          {failureText(start.error)}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('dialog.cancel')}
        </Button>
        <Button
          type="submit"
          loading={start.isPending}
          disabled={total === 0 || (hasColumns && columns.length === 0) || (format === 'zip' && tooMany)}
        >
          {t('dialog.start')}
        </Button>
      </Group>
    </form>
  );
}

function Begun({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTranslations('exports');
  const { data } = useQuery(exportQuery(id, fetchJson));
  const status = data?.status ?? 'queued';
  return (
    <div className={classes.dialog}>
      <p role="status" className={classes.state}>
        {status === 'running' ? t('percent', { percent: data?.percent ?? 0 }) : t(`states.${status}`)}
        {data?.error && ` · ${t(`failures.${data.error}`)}`}
      </p>
      {!isOver(status) && (
        <>
          <Progress
            value={data?.percent ?? 0}
            aria-label={t('states.running')}
            animated={status === 'running'}
          />
          <p className={classes.minor}>{t('dialog.begun')}</p>
        </>
      )}
      <Group justify="space-between" gap="xs">
        <Anchor component={Link} href="/exports" size="sm">
          {t('dialog.all')}
        </Anchor>
        <Group gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('dialog.close')}
          </Button>
          {status === 'done' && (
            <Button component="a" href={fileAddress(id)} download>
              {t('list.download')}
            </Button>
          )}
        </Group>
      </Group>
    </div>
  );
}
