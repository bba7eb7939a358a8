'use client';

import { Button } from '@mantine/core';
import { IconClock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';
import { useState } from 'react';

import { ShortTime } from '@/components/ui/time/time-ago';
import { useNow } from '@/components/ui/time/use-now';
import { fetchJson } from '@/lib/browser/fetch-json';
import { onDemand } from '@/lib/browser/on-demand';
import { formatNumber } from '@/lib/i18n/format';
import { scheduleQuery } from '@/lib/runs/schedule/queries';
import { effectivePolicy, type FinalSample, type TaskSchedule } from '@/lib/runs/schedule/schemas';
import type { DbId } from '@/lib/values/db-id';

import classes from './schedule.module.css';

/** Opened now and then: not worth its bytes before. */
const [ScheduleDialog, loadDialog] = onDemand(() =>
  import('./schedule-dialog').then((module) => module.ScheduleDialog),
);

/** How the task is kept true by itself, when next, and what the last sample of final jobs said; the way to change it. */
export function ScheduleLine({ taskId, maySchedule }: { taskId: DbId; maySchedule: boolean }) {
  const t = useTranslations('schedule');
  const { data: schedule, isError } = useQuery(scheduleQuery(taskId, fetchJson));
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.line}>
      <IconClock size={14} stroke={1.6} aria-hidden />
      {schedule ? <Words schedule={schedule} taskId={taskId} /> : <span>{isError ? t('unread') : '…'}</span>}
      {maySchedule && schedule && (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-haspopup="dialog"
          onPointerEnter={() => void loadDialog()}
          onClick={() => setOpen(true)}
        >
          {t('change')}
        </Button>
      )}
      {open && schedule && (
        <ScheduleDialog taskId={taskId} schedule={schedule} onClose={() => setOpen(false)} />
      )}
    </div>
  );
}

function Words({ schedule, taskId }: { schedule: TaskSchedule; taskId: DbId }) {
  const t = useTranslations('schedule');
  const now = useNow();
  const policy = effectivePolicy(schedule);
  if (policy.mode === 'off') return <span>{t('off')}</span>;
  const { nextAt, sample } = schedule;
  return (
    <span>
      {t('within', { minutes: policy.withinMinutes })}
      {' · '}
      {nextAt === null
        ? t('nothing')
        : Date.parse(nextAt) <= now
          ? t('soon')
          : t.rich('next', { time: () => <ShortTime time={nextAt} /> })}
      {sample && <Sample sample={sample} taskId={taskId} />}
    </span>
  );
}

/** What the night's sample said: whether final jobs stay as they are. */
function Sample({ sample, taskId }: { sample: FinalSample; taskId: DbId }) {
  const t = useTranslations('schedule');
  const locale = useLocale();
  const words = t('sample', {
    asked: formatNumber(sample.asked, locale),
    differed: formatNumber(sample.differed, locale),
  });
  return (
    <>
      {' · '}
      {sample.differed > 0 ? (
        <Link
          href={`/tasks/${taskId}/runs/${sample.runId}`}
          className={classes.differed}
          title={t('sampleHint', { night: sample.night })}
        >
          {words}
        </Link>
      ) : (
        <span title={t('sampleHint', { night: sample.night })}>{words}</span>
      )}
    </>
  );
}
