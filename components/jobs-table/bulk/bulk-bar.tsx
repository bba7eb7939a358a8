'use client';

import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconBan, IconPlayerPause, IconPlayerPlay, IconUserShare, IconX } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';

import { useJobTools } from '@/components/job-context/job-actions';
import { onDemand } from '@/lib/browser/on-demand';
import { formatNumber } from '@/lib/i18n/format';
import type { TaskScope } from '@/lib/jobs/list/queries';
import { MOST_STEERED, STEERING_ACTIONS, type SteeringAction } from '@/lib/tasks/steer/steering';

import classes from './bulk.module.css';
import { RefreshChosen } from './refresh-chosen';
import type { RowSelection } from './use-row-selection';

/** Opened now and then: not worth its bytes before. */
const [AssignDialog] = onDemand(() => import('./assign-dialog').then((module) => module.AssignDialog));

const [SteerChosenDialog] = onDemand(() =>
  import('@/components/steering/steer-chosen-dialog').then((module) => module.SteerChosenDialog),
);

const STEERS = { suspend: IconPlayerPause, resume: IconPlayerPlay, cancel: IconBan } as const;

/** What can be done with the chosen rows; there while some are chosen. Escape lets them go. */
export function BulkBar({
  taskId,
  filter,
  total,
  selection,
  maySteer = false,
}: {
  taskId: TaskScope;
  /** Filter and sort as an address has them, see `selectionText`. */
  filter: string;
  /** Rows that match it; null: not known. */
  total: number | null;
  selection: RowSelection;
  /** Whether the person may steer jobs of this task. */
  maySteer?: boolean;
}) {
  const t = useTranslations('bulk');
  const locale = useLocale();
  const { person } = useJobTools();
  const tSteer = useTranslations('steering');
  const [isAssigning, setAssigning] = useState(false);
  const [steering, setSteering] = useState<SteeringAction | null>(null);
  const steers = maySteer && taskId !== 'all' && !selection.all && selection.ids.size <= MOST_STEERED;
  const { ids, all, clear } = selection;
  const count = all ? (total ?? ids.size) : ids.size;
  const isShown = count > 0;

  useEffect(() => {
    if (!isShown) return undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) return;
      clear();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [isShown, clear]);

  if (!isShown) return null;
  return (
    <>
      <div className={classes.bar} role="toolbar" aria-label={t('label')}>
        <span className={classes.count} role="status">
          {t('chosen', { count, number: formatNumber(count, locale) })}
        </span>
        {!all && total !== null && total > ids.size && (
          <button type="button" className={classes.all} onClick={selection.selectAll}>
            {t('all', { count: total, number: formatNumber(total, locale) })}
          </button>
        )}
        {person.mayAssign && (
          <>
            <span className={classes.line} aria-hidden />
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconUserShare size={14} stroke={1.6} />}
              onClick={() => setAssigning(true)}
            >
              {t('assign')}
            </Button>
          </>
        )}
        {taskId !== 'all' && <RefreshChosen taskId={taskId} rowIds={all ? null : [...ids]} />}
        {steers &&
          STEERING_ACTIONS.map((action) => {
            const Icon = STEERS[action];
            return (
              <Tooltip key={action} label={tSteer(`${action}.title`)}>
                <ActionIcon
                  aria-label={tSteer(`${action}.title`)}
                  color={action === 'cancel' ? 'red' : undefined}
                  onClick={() => setSteering(action)}
                >
                  <Icon size={16} stroke={1.6} />
                </ActionIcon>
              </Tooltip>
            );
          })}
        <Tooltip label={t('clear')}>
          <ActionIcon size="sm" aria-label={t('clear')} onClick={clear}>
            <IconX size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      {steering !== null && taskId !== 'all' && (
        <SteerChosenDialog
          taskId={taskId}
          rowIds={[...ids]}
          action={steering}
          onClose={() => setSteering(null)}
        />
      )}
      {isAssigning && (
        <AssignDialog
          count={count}
          rows={all ? { taskId, filter } : { ids: [...ids] }}
          onClose={() => setAssigning(false)}
          onDone={() => {
            setAssigning(false);
            clear();
          }}
        />
      )}
    </>
  );
}
