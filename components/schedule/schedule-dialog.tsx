'use client';

import { Button, Checkbox, Group, Modal, SegmentedControl } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { useFailureText } from '@/components/ui/use-failure-text';
import { postJson } from '@/lib/browser/fetch-json';
import { taskKeys } from '@/lib/jobs/list/queries';
import { policyBody, scheduleKey } from '@/lib/runs/schedule/queries';
import type { Policy, TaskSchedule } from '@/lib/runs/schedule/schemas';
import type { DbId } from '@/lib/values/db-id';

import { PolicyFields } from './policy-fields';
import classes from './schedule.module.css';

type Scope = 'task' | 'organization';
type Choice = 'inherit' | Policy['mode'];

/** How this task, and every task of the organization without a schedule of its own, is kept true. */
export function ScheduleDialog({
  taskId,
  schedule,
  onClose,
}: {
  taskId: DbId;
  schedule: TaskSchedule;
  onClose: () => void;
}) {
  const t = useTranslations('schedule');
  const failureText = useFailureText();
  const client = useQueryClient();
  const [scope, setScope] = useState<Scope>('task');
  const [inherits, setInherits] = useState(schedule.own === null);
  const [own, setOwn] = useState(schedule.own ?? schedule.organization);
  const [shared, setShared] = useState(schedule.organization);
  const [moves, setMoves] = useState(schedule.movesTaskType);
  const isTask = scope === 'task';
  const policy = isTask ? own : shared;
  const setPolicy = isTask ? setOwn : setShared;
  const choice: Choice = isTask && inherits ? 'inherit' : policy.mode;
  const wrong =
    choice === 'within' &&
    (policy.weekdays.length === 0 ? 'weekdays' : policy.fromHour >= policy.untilHour ? 'hours' : null);

  const save = useMutation({
    mutationFn: () =>
      postJson<TaskSchedule>(
        `/api/tasks/${taskId}/schedule`,
        isTask
          ? { task: inherits ? null : policyBody(own) }
          : { organization: policyBody(shared), moves_task_type: moves },
      ),
    networkMode: 'always',
    onSuccess: (saved) => {
      client.setQueryData(scheduleKey(taskId), saved);
      void client.invalidateQueries({ queryKey: taskKeys.task(taskId) });
      onClose();
    },
  });
  const choose = (value: string) => {
    setInherits(isTask && value === 'inherit');
    if (value === 'off' || value === 'within') setPolicy({ ...policy, mode: value });
  };
  const inherited =
    schedule.organization.mode === 'off'
      ? t('off')
      : t('within', { minutes: schedule.organization.withinMinutes });

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('title')}
      centered
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form
        className={classes.dialog}
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending && !wrong) save.mutate();
        }}
      >
        <SegmentedControl
          fullWidth
          aria-label={t('scope')}
          value={scope}
          onChange={(value) => setScope(value === 'organization' ? 'organization' : 'task')}
          data={[
            { value: 'task', label: t('scopes.task') },
            { value: 'organization', label: t('scopes.organization') },
          ]}
        />
        <SegmentedControl
          fullWidth
          aria-label={t('mode')}
          value={choice}
          onChange={choose}
          data={[
            ...(isTask ? [{ value: 'inherit', label: t('modes.inherit') }] : []),
            { value: 'off', label: t('modes.off') },
            { value: 'within', label: t('modes.within') },
          ]}
        />
        {choice === 'inherit' && <p className={classes.note}>{t('inherits', { what: inherited })}</p>}
        {choice === 'off' && <p className={classes.note}>{t('offNote')}</p>}
        {choice === 'within' && (
          <PolicyFields policy={policy} timeZone={schedule.timeZone} onChange={setPolicy} />
        )}
        {!isTask && (
          <Checkbox
            label={t('moves')}
            description={t('movesNote')}
            checked={moves}
            onChange={(event) => setMoves(event.currentTarget.checked)}
          />
        )}
        {wrong && (
          <p role="alert" className={classes.problem}>
            {t(`wrong.${wrong}`)}
          </p>
        )}
        {save.error && (
          <p role="alert" className={classes.problem}>
            {failureText(save.error)}
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('close')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={Boolean(wrong)}>
            {t(isTask ? 'save' : 'saveOrganization')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
