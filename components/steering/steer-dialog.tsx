'use client';

import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';

import { formatNumber } from '@/lib/i18n/format';
import type { TaskHeader } from '@/lib/tasks/schemas';
import { countSteered, LEFT_OUT, type SteeringAction } from '@/lib/tasks/steer/steering';

import classes from './steering.module.css';
import { useSteering } from './use-steering';
import { useSteeringFailure } from './use-steering-failure';

/**
 * Before a whole task is suspended, resumed or cancelled: how many jobs that reaches, which it does not and why. Sent
 * once; what nobody knows the end of is said to be so, and is looked at, not tried again.
 */
export function SteerDialog({
  task,
  action,
  onClose,
}: {
  task: TaskHeader;
  action: SteeringAction;
  onClose: () => void;
}) {
  const t = useTranslations('steering');
  const locale = useLocale();
  const failureText = useSteeringFailure();
  const [typed, setTyped] = useState('');
  const name = task.name?.trim() || String(task.id);
  const { rows, leftOut } = countSteered(action, task);
  const number = (value: number) => formatNumber(value, locale);

  const steering = useSteering(task.id);
  const steer = () => steering.mutate({ action, ...(action === 'cancel' && { confirm: typed }) });

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
          <p role="status">{t(`${action}.done`)}</p>
          <p className={classes.note}>{t(steering.data.run_id ? 'checking' : 'checkYourself')}</p>
          <Group justify="flex-end" mt="md">
            <Button onClick={onClose} data-autofocus>
              {t('close')}
            </Button>
          </Group>
        </>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!steering.isPending) steer();
          }}
        >
          <p>{t(`${action}.text`, { number: number(rows) })}</p>
          <ul className={classes.why}>
            {LEFT_OUT.map((why) => {
              const count = leftOut[why] ?? 0;
              return count > 0 && <li key={why}>{t(`leftOut.${why}`, { number: number(count) })}</li>;
            })}
            <li>{t('asOf')}</li>
          </ul>
          {action === 'cancel' && (
            <TextInput
              label={t('cancel.confirm', { name })}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
              mt="sm"
            />
          )}
          {steering.isError && (
            <p role="alert" className={classes.failure}>
              {failureText(steering.error)}
            </p>
          )}
          <Group justify="flex-end" mt="md">
            <Button variant="default" onClick={onClose}>
              {t('back')}
            </Button>
            <Button
              type="submit"
              color={action === 'cancel' ? 'red' : undefined}
              loading={steering.isPending}
              disabled={steering.isError || (action === 'cancel' && typed.trim() !== name)}
            >
              {t(`${action}.button`)}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  );
}
