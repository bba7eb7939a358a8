'use client';

import { Progress } from '@mantine/core';
import { useTranslations } from 'next-intl';
import Link from 'next/link';

import { ShortTime } from '@/components/ui/time/time-ago';
import { isOver, type Run } from '@/lib/runs/schemas';
import type { DbId } from '@/lib/values/db-id';

import { RunControls } from './run-controls';
import { RunSum } from './run-sum';
import classes from './runs.module.css';
import { useRunWords } from './use-run-words';
import { useTaskRun } from './use-task-run';

/** The whole-task refresh that is under way, or has just ended: how far it is, what came of it, and what can be done. */
export function RunStrip({ taskId }: { taskId: DbId }) {
  const { run, shown } = useTaskRun(taskId);
  return run && shown ? <RunProgress run={run} /> : null;
}

function RunProgress({ run }: { run: Run }) {
  const t = useTranslations('runs');
  const { sentence, notes, waiting } = useRunWords()(run);
  const over = isOver(run.state);
  const percent = run.totalRows > 0 ? Math.min(100, (run.processed / run.totalRows) * 100) : 100;
  return (
    <section className={classes.strip} aria-label={t('title')} data-state={run.state}>
      <div className={classes.head}>
        <p className={classes.sentence} role="status">
          {sentence}
        </p>
        <RunControls run={run} />
      </div>
      {!over && (
        <Progress
          value={percent}
          size={4}
          color={waiting || run.state === 'paused' ? 'yellow' : undefined}
          aria-label={t('progress')}
        />
      )}
      <div className={classes.facts}>
        <RunSum run={run} />
        {waiting && <b className={classes.waiting}>{waiting}</b>}
        {run.filtered && <span>{t('facts.filtered')}</span>}
        {notes.map((note) => (
          <span key={note}>{note}</span>
        ))}
        <span>
          {run.by} <ShortTime time={run.finishedAt ?? run.createdAt} />
        </span>
        <Link href={`/tasks/${run.taskId}/runs/${run.id}`}>{t('receipt')}</Link>
      </div>
    </section>
  );
}
