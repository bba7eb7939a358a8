'use client';

import { Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import type { Route } from 'next';
import Link from 'next/link';

import { useFilterTexts } from '@/components/jobs-filter/use-filter-texts';
import { activeFilters } from '@/components/jobs-filter/filter-values';
import { ListTableHead } from '@/components/ui/list/list-table-head';
import listClasses from '@/components/ui/list/list-table.module.css';
import { StateScreen } from '@/components/ui/screens/state-screen';
import { Time } from '@/components/ui/time/time';
import type { Tone } from '@/components/ui/theme';
import { ToneBadge } from '@/components/ui/tone-badge';
import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson } from '@/lib/browser/fetch-json';
import { exportsQuery } from '@/lib/exports/queries';
import { type Export, type ExportsPage, type ExportState, isOver, queryOf } from '@/lib/exports/schemas';
import { formatBytes, formatDateMinute, formatNumber } from '@/lib/i18n/format';
import { selectionTexts } from '@/lib/jobs/list/search-params';

import classes from './exports.module.css';
import { fileAddress, useSteerExport } from './use-exports';

const COLUMNS = ['what', 'state', 'rows', 'by', 'taken', 'actions'] as const;

const TONES: Record<ExportState, Tone> = {
  queued: 'stone',
  running: 'blue',
  done: 'green',
  failed: 'red',
  cancelled: 'stone',
};

/** The organization's exports, the newest first; those under way tell how far they are. */
export function ExportsList({ first }: { first: ExportsPage }) {
  const t = useTranslations('exports');
  const failureText = useFailureText();
  const { data } = useQuery({ ...exportsQuery(fetchJson), initialData: first });
  const steer = useSteerExport();
  if (data.exports.length === 0) {
    return <StateScreen kind="empty" title={t('empty.title')} text={t('empty.text')} />;
  }
  return (
    <>
      {steer.error && (
        <p role="alert" className={classes.problem}>
          {failureText(steer.error)}
        </p>
      )}
      <div className={listClasses.frame}>
        <table className={classes.table} role="table" aria-label={t('list.caption')}>
          <ListTableHead columns={COLUMNS} classes={classes} name={(column) => t(`list.columns.${column}`)} />
          <tbody role="rowgroup">
            {data.exports.map((one) => (
              <ExportRow
                key={one.id}
                file={one}
                busy={steer.isPending && steer.variables.id === one.id}
                steer={(action) => steer.mutate({ id: one.id, action })}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function ExportRow({
  file,
  busy,
  steer,
}: {
  file: Export;
  busy: boolean;
  steer: (action: 'cancel' | 'again') => void;
}) {
  const t = useTranslations('exports');
  const locale = useLocale();
  const { nameOf, summaryOf } = useFilterTexts();
  const { status, task_id: taskId } = file;
  const query = queryOf(file);
  const texts = selectionTexts(query);
  const filters = activeFilters({ texts })
    .map(({ key, text }) => `${nameOf(key)}: ${summaryOf(key, text, texts)}`)
    .join(' · ');
  const path = taskId === null ? '/jobs' : `/tasks/${taskId}`;
  const name = taskId === null ? t('list.all') : (file.taskName ?? `${taskId}`);
  const rows = isOver(status) ? file.rows : file.totalRows;
  return (
    <tr role="row" className={listClasses.row}>
      <td role="cell" className={classes.what}>
        <Link href={(query ? `${path}?${query}` : path) as Route} title={t('list.selection')}>
          {name}
        </Link>
        <div className={classes.minor}>
          {t(`formats.${file.format}`)} · {filters || t('list.everything')}
        </div>
      </td>
      <td role="cell" className={classes.state}>
        <ToneBadge tone={TONES[status]}>{t(`states.${status}`)}</ToneBadge>
        {status === 'running' && (
          <div className={classes.progress}>
            <Progress value={file.percent} size="sm" aria-label={t('states.running')} />
            <span className={classes.minor}>{file.percent}%</span>
          </div>
        )}
        {file.error && <div className={classes.problem}>{t(`failures.${file.error}`)}</div>}
        {file.expired && <div className={classes.minor}>{t('list.expired')}</div>}
        {status === 'done' && !file.expired && file.expiresAt && (
          <div className={classes.minor}>
            {t('list.until', { time: formatDateMinute(file.expiresAt, locale) })}
          </div>
        )}
      </td>
      <td role="cell" className={classes.rows}>
        {rows === null ? '…' : formatNumber(rows, locale)}
        {file.bytes > 0 && <div className={classes.minor}>{formatBytes(file.bytes)}</div>}
        {file.missing > 0 && (
          <div className={classes.minor}>
            {t('list.missing', { count: file.missing, number: formatNumber(file.missing, locale) })}
          </div>
        )}
      </td>
      <td role="cell" className={classes.by}>
        {file.by} {file.via === 'token' && <span className={classes.minor}>{t('list.viaToken')}</span>}
        <div className={classes.minor}>
          <Time time={file.createdAt} precision="minute" />
        </div>
      </td>
      <td role="cell" className={classes.taken}>
        {file.taken.length === 0 && <span className={classes.minor}>{t('list.nobody')}</span>}
        {file.taken.slice(0, 2).map(({ by, at }) => (
          <div key={at}>
            {by}{' '}
            <span className={classes.minor}>
              <Time time={at} precision="minute" />
            </span>
          </div>
        ))}
        {file.taken.length > 2 && (
          <div className={classes.minor}>{t('list.more', { count: file.taken.length - 2 })}</div>
        )}
      </td>
      <td role="cell" className={classes.actions}>
        {status === 'done' && !file.expired && (
          <Button component="a" size="compact-sm" href={fileAddress(file.id)} download>
            {t('list.download')}
          </Button>
        )}
        {!isOver(status) && (
          <Button size="compact-sm" variant="default" loading={busy} onClick={() => steer('cancel')}>
            {t('list.cancel')}
          </Button>
        )}
        {isOver(status) && (
          <Button size="compact-sm" variant="default" loading={busy} onClick={() => steer('again')}>
            {t('list.again')}
          </Button>
        )}
      </td>
    </tr>
  );
}
