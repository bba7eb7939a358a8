'use client';

import { Button, Group } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { useFailureText } from '@/components/ui/use-failure-text';
import { isOver, type Run } from '@/lib/runs/schemas';

import classes from './runs.module.css';
import { useStartRun, useSteerRun } from './use-task-run';

/** Pause, go on, cancel; and once it is over, once more only what it could not refresh. */
export function RunControls({ run, onStarted }: { run: Run; onStarted?: (run: Run) => void }) {
  const t = useTranslations('runs');
  const failureText = useFailureText();
  const steer = useSteerRun(run.taskId);
  const again = useStartRun(run.taskId);
  const error = steer.error ?? again.error;
  const left = run.counts.failed + (run.state === 'done' ? 0 : Math.max(0, run.totalRows - run.processed));
  const act = (action: 'pause' | 'resume' | 'cancel') => steer.mutate({ runId: run.id, action });
  return (
    <Group gap="xs" className={classes.controls}>
      {error && (
        <span role="alert" className={classes.problem}>
          {failureText(error)}
        </span>
      )}
      {!isOver(run.state) && (
        <>
          {run.state === 'paused' ? (
            <Button size="compact-sm" loading={steer.isPending} onClick={() => act('resume')}>
              {t('resume')}
            </Button>
          ) : (
            <Button
              size="compact-sm"
              variant="default"
              loading={steer.isPending}
              onClick={() => act('pause')}
            >
              {t('pause')}
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="subtle"
            color="red"
            disabled={steer.isPending}
            onClick={() => act('cancel')}
          >
            {t('cancel')}
          </Button>
        </>
      )}
      {isOver(run.state) && left > 0 && (
        <Button
          size="compact-sm"
          variant="default"
          loading={again.isPending}
          onClick={() =>
            again.mutate(
              { skip_recording: run.skipRecording, retry_of: run.id },
              { onSuccess: ({ run: begun }) => onStarted?.(begun) },
            )
          }
        >
          {t('again', { count: left })}
        </Button>
      )}
    </Group>
  );
}
