'use client';

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';

import { Time } from '@/components/ui/time/time';
import { useFailureText } from '@/components/ui/use-failure-text';
import { postJson } from '@/lib/browser/fetch-json';
import { taskKeys } from '@/lib/jobs/list/queries';
import type { TaskMove, TaskSchedule } from '@/lib/runs/schedule/schemas';
import { TASK_STATES } from '@/lib/tasks/schemas';
import type { DbId } from '@/lib/values/db-id';

import classes from './schedule.module.css';

/** The moves of the task's state that were made by themselves, newest first; the last one can be taken back. */
export function TaskMoves({
  taskId,
  moves,
  mayTakeBack,
}: {
  taskId: DbId;
  moves: readonly TaskMove[];
  mayTakeBack: boolean;
}) {
  const t = useTranslations();
  const router = useRouter();
  const client = useQueryClient();
  const failureText = useFailureText();
  const takeBack = useMutation({
    mutationFn: (id: number) => postJson<TaskSchedule>(`/api/tasks/${taskId}/schedule`, { take_back: id }),
    networkMode: 'always',
    onSettled: () => {
      void client.invalidateQueries({ queryKey: taskKeys.task(taskId) });
      router.refresh();
    },
  });
  if (moves.length === 0) return null;
  const last = moves.find(({ takenBack }) => takenBack === null);
  const nameOf = (type: number) =>
    type in TASK_STATES ? t(`tasks.states.${TASK_STATES[type as keyof typeof TASK_STATES]}`) : String(type);
  return (
    <section aria-label={t('schedule.history')} className={classes.moves}>
      <h2>{t('schedule.history')}</h2>
      <ul>
        {moves.map((move) => (
          <li key={move.id}>
            <Time time={move.at} /> {t('schedule.moved', { from: nameOf(move.from), to: nameOf(move.to) })}
            {move.takenBack && (
              <span className={classes.note}>
                {' · '}
                {t.rich('schedule.takenBack', {
                  by: move.takenBack.by,
                  time: () => <Time time={move.takenBack?.at ?? move.at} />,
                })}
              </span>
            )}
            {mayTakeBack && move.id === last?.id && (
              <Button
                variant="default"
                size="compact-xs"
                loading={takeBack.isPending}
                onClick={() => takeBack.mutate(move.id)}
              >
                {t('schedule.takeBack')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {takeBack.error && (
        <p role="alert" className={classes.problem}>
          {failureText(takeBack.error)}
        </p>
      )}
    </section>
  );
}
