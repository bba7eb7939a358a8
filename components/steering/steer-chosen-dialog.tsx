'use client';

import { Button, Group, Modal } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';

import { formatNumber } from '@/lib/i18n/format';
import { LEFT_OUT, type SteeringAction } from '@/lib/tasks/steer/steering';
import type { DbId } from '@/lib/values/db-id';

import classes from './steering.module.css';
import { useSteering } from './use-steering';
import { useSteeringFailure } from './use-steering-failure';

/**
 * Before chosen jobs are suspended, resumed or cancelled, and what became of each then. Sent once; what nobody knows the
 * end of is said to be so.
 */
export function SteerChosenDialog({
  taskId,
  rowIds,
  action,
  onClose,
}: {
  taskId: DbId;
  rowIds: readonly DbId[];
  action: SteeringAction;
  onClose: () => void;
}) {
  const t = useTranslations('steering');
  const locale = useLocale();
  const failureText = useSteeringFailure();
  const number = (value: number) => formatNumber(value, locale);

  const steering = useSteering(taskId);
  const rows = steering.data?.rows ?? [];
  const asked = rows.filter(({ result }) => result === 'asked').length;

  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`${action}.title`)}
      centered
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {steering.isSuccess ? (
        <>
          <p role="status">{asked > 0 ? t('chosen.asked', { number: number(asked) }) : t('chosen.none')}</p>
          <ul className={classes.why}>
            {LEFT_OUT.map((why) => {
              const count = rows.filter((row) => row.result === 'left_out' && row.reason === why).length;
              return count > 0 && <li key={why}>{t(`leftOut.${why}`, { number: number(count) })}</li>;
            })}
          </ul>
          {asked > 0 && <p className={classes.note}>{t('checkYourself')}</p>}
          <Group justify="flex-end" mt="md">
            <Button onClick={onClose} data-autofocus>
              {t('close')}
            </Button>
          </Group>
        </>
      ) : (
        <>
          <p>{t(`${action}.text`, { number: number(rowIds.length) })}</p>
          <p className={classes.note}>{t('chosen.note')}</p>
          {steering.isError && (
            <p role="alert" className={classes.failure}>
              {failureText(steering.error)}
            </p>
          )}
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={onClose} data-autofocus>
              {t('back')}
            </Button>
            <Button
              color={action === 'cancel' ? 'red' : undefined}
              loading={steering.isPending}
              disabled={steering.isError}
              onClick={() => steering.mutate({ action, row_ids: rowIds })}
            >
              {t(`${action}.button`)}
            </Button>
          </Group>
        </>
      )}
    </Modal>
  );
}
