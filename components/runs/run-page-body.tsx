'use client';

import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import Link from 'next/link';
import type { ReactNode } from 'react';

import facts from '@/components/receipts/receipt-page-body.module.css';
import { Time } from '@/components/ui/time/time';
import { TimeAgo } from '@/components/ui/time/time-ago';
import { fetchJson } from '@/lib/browser/fetch-json';
import { formatElapsed, formatNumber } from '@/lib/i18n/format';
import { runQuery } from '@/lib/runs/queries';
import type { Run } from '@/lib/runs/schemas';

import { RunBatches } from './run-batches';
import { RunControls } from './run-controls';
import { RunSum } from './run-sum';
import classes from './runs.module.css';
import { useRunWords } from './use-run-words';

/** A run below its page's heading: how far it is, the sum, who and when, and a row for each batch. */
export function RunPageBody({ run: first }: { run: Run }) {
  const t = useTranslations('runs');
  const locale = useLocale();
  const router = useRouter();
  const { data: run } = useQuery({ ...runQuery(first.id, fetchJson), initialData: first });
  const { sentence, notes, waiting } = useRunWords()(run);
  const ended = run.finishedAt ?? null;
  const gone = run.state === 'done' ? run.totalRows - run.processed : 0;
  return (
    <>
      <section className={classes.strip} aria-label={t('title')} data-state={run.state}>
        <div className={classes.head}>
          <p className={classes.sentence} role="status">
            {sentence}
          </p>
          {run.via !== 'schedule' && (
            <RunControls
              run={run}
              onStarted={(begun) => router.push(`/tasks/${begun.taskId}/runs/${begun.id}`)}
            />
          )}
        </div>
        <div className={classes.facts}>
          <RunSum run={run} />
          {waiting && <b className={classes.waiting}>{waiting}</b>}
          {notes.map((note) => (
            <span key={note}>{note}</span>
          ))}
        </div>
        {gone !== 0 && (
          <p className={classes.note}>{t(gone > 0 ? 'gone' : 'added', { count: Math.abs(gone) })}</p>
        )}
      </section>
      {run.error && (
        <Alert
          color="red"
          variant="light"
          mb="md"
          icon={<IconAlertTriangle size={18} stroke={1.6} />}
          title={run.error.code}
        >
          {run.error.message}
        </Alert>
      )}
      <dl className={facts.facts}>
        <Fact name={t('facts.by')}>
          {run.via === 'schedule' ? t('bySchedule') : run.by}{' '}
          {run.via === 'token' && <span className={facts.minor}>{t('viaToken')}</span>}
        </Fact>
        <Fact name={t('facts.began')}>
          <Time time={run.createdAt} /> <TimeAgo time={run.createdAt} className={facts.minor} />
        </Fact>
        {ended && (
          <Fact name={t('facts.took')}>
            {formatElapsed(Date.parse(ended) - Date.parse(run.startedAt ?? run.createdAt))}
          </Fact>
        )}
        <Fact name={t(run.via === 'schedule' ? 'facts.asked' : 'facts.rows')}>
          {formatNumber(run.totalRows, locale)}
        </Fact>
        <Fact name={t('facts.calls')}>{formatNumber(run.calls, locale)}</Fact>
        <Fact name={t('facts.recordings')}>{t(run.skipRecording ? 'facts.without' : 'facts.with')}</Fact>
        {(run.filtered || run.retryOf) && (
          <Fact name={t('facts.scope')}>
            {run.filtered && t('facts.filtered')}
            {run.filtered && run.retryOf && ' · '}
            {run.retryOf && (
              <Link href={`/tasks/${run.taskId}/runs/${run.retryOf}`}>{t('facts.retryOf')}</Link>
            )}
          </Fact>
        )}
      </dl>
      <RunBatches run={run} />
    </>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
