'use client';

import { Button, Progress } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';

import { ListTableHead } from '@/components/ui/list/list-table-head';
import listClasses from '@/components/ui/list/list-table.module.css';
import { ShortTime } from '@/components/ui/time/time-ago';
import { useFailureText } from '@/components/ui/use-failure-text';
import { postJson } from '@/lib/browser/fetch-json';
import { formatClock, formatNumber } from '@/lib/i18n/format';
import { importKeys } from '@/lib/tasks/import/queries';
import { isOver, type TaskImport } from '@/lib/tasks/import/schemas';

import { EverySelect } from './every-select';
import classes from './imports.module.css';

const COLUMNS = ['task', 'progress', 'schedule', 'by'] as const;

/** What has been brought in: how far it is, what came of it, and how it is kept up. */
export function ImportList({ imports }: { imports: readonly TaskImport[] }) {
  const t = useTranslations('imports.list');
  return (
    <section aria-labelledby="imports-list" className={classes.section}>
      <h2 id="imports-list" className={classes.heading}>
        {t('title')}
      </h2>
      {imports.length === 0 ? (
        <p className={classes.loading}>{t('none')}</p>
      ) : (
        <div className={listClasses.frame}>
          <table className={classes.table} role="table" aria-label={t('caption')}>
            <ListTableHead columns={COLUMNS} classes={classes} name={(column) => t(`columns.${column}`)} />
            <tbody role="rowgroup">
              {imports.map((one) => (
                <ImportRow key={one.id} item={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function ImportRow({ item }: { item: TaskImport }) {
  const t = useTranslations('imports.list');
  const tEvery = useTranslations('imports.every');
  const tOwners = useTranslations('imports.owners');
  const failureText = useFailureText();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: ({ path, body }: { path: string; body: unknown }) =>
      postJson<TaskImport>(`/api/task-imports/${item.id}/${path}`, body),
    retry: false,
    networkMode: 'always',
    onSettled: () => client.invalidateQueries({ queryKey: importKeys.all }),
  });
  const over = isOver(item.state);
  const { nextAt } = item;
  return (
    <tr role="row" className={listClasses.row} data-state={item.state}>
      <td role="cell" className={classes.task}>
        {item.taskId === null ? item.name : <Link href={`/tasks/${item.taskId}`}>{item.name}</Link>}
        {item.fileName !== null && <div className={classes.minor}>{item.fileName}</div>}
        {item.owners.length > 0 && (
          <div className={classes.minor}>{tOwners('given', { names: item.owners.join(tOwners('and')) })}</div>
        )}
      </td>
      <td role="cell" className={classes.progress}>
        <ImportProgress item={item} />
        {change.error && (
          <p role="alert" className={classes.problem}>
            {failureText(change.error)}
          </p>
        )}
      </td>
      <td role="cell" className={classes.schedule}>
        {item.source === 'provider' && (
          <EverySelect
            value={item.everyMinutes}
            onChange={(everyMinutes) =>
              change.mutate({ path: 'schedule', body: { every_minutes: everyMinutes } })
            }
            label={tEvery('label')}
            hidesLabel
            disabled={item.state === 'cancelled'}
          />
        )}
        {nextAt && (
          <span className={classes.minor}>{t.rich('next', { time: () => <ShortTime time={nextAt} /> })}</span>
        )}
      </td>
      <td role="cell" className={classes.by}>
        <span>
          {item.by} <ShortTime time={item.finishedAt ?? item.createdAt} className={classes.minor} />
        </span>
        {(!over || item.source === 'provider' || item.state === 'failed') && (
          <Button
            size="compact-xs"
            variant={over ? 'default' : 'subtle'}
            color={over ? undefined : 'red'}
            loading={change.isPending}
            onClick={() => change.mutate({ path: over ? 'repeat' : 'cancel', body: {} })}
          >
            {t(over ? 'repeat' : 'cancel')}
          </Button>
        )}
      </td>
    </tr>
  );
}

const KNOWN_REASONS = ['TaskGone', 'UnfitTable', 'SlowSearch', 'Internal'] as const;

function ImportProgress({ item }: { item: TaskImport }) {
  const t = useTranslations('imports.list');
  const locale = useLocale();
  const number = (value: number) => formatNumber(value, locale);
  const { state, total, readJobs, addedRows, knownJobs, refusedRows, waiting, error, name } = item;
  const reasonOf = (code: string) => {
    const known = KNOWN_REASONS.find((one) => one === code);
    if (code === 'NotExist.JobGroup') return t('reasons.NotExist_JobGroup');
    return known ? t(`reasons.${known}`) : t('reasons.other', { code });
  };
  const sentence =
    state === 'running'
      ? total === null
        ? t('runningUnknown', { read: number(readJobs) })
        : t('running', { read: number(Math.min(readJobs, total)), total: number(total) })
      : state === 'failed'
        ? t('failed', { reason: reasonOf(error?.code ?? 'Internal') })
        : t(state, { count: knownJobs, known: number(knownJobs), added: number(addedRows) });
  return (
    <>
      <span role="status" className={state === 'failed' ? classes.problem : undefined}>
        {sentence}
      </span>
      {state === 'running' && (
        <Progress
          value={total ? Math.min(100, (readJobs / total) * 100) : 0}
          size={4}
          color={waiting ? 'yellow' : undefined}
          aria-label={t('progress', { name })}
        />
      )}
      {waiting && !isOver(state) && (
        <b className={classes.waiting}>
          {t(`waiting.${waiting.reason}`, { code: waiting.code ?? '', time: formatClock(waiting.until) })}
        </b>
      )}
      {refusedRows > 0 && <span className={classes.problem}>{t('refused', { count: refusedRows })}</span>}
    </>
  );
}
