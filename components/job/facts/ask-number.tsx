'use client';

import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';

import { useJobTools } from '@/components/job-context/job-actions';
import { ShortTime } from '@/components/ui/time/time-ago';
import { useNow } from '@/components/ui/time/use-now';
import { useFailureText } from '@/components/ui/use-failure-text';
import { callAction } from '@/lib/browser/call-action';
import { formatShort } from '@/lib/i18n/format';
import { numberAccessKey } from '@/lib/jobs/numbers/number-queries';
import { ALLOWED_HOURS, type NumberAccess } from '@/lib/jobs/numbers/number-requests';
import type { DbId } from '@/lib/values/db-id';

import classes from './reveal-number.module.css';

/** How a request for the number stands, and asking for it. */
export function AskNumber({ rowId, masked, access }: { rowId: DbId; masked: string; access: NumberAccess }) {
  const t = useTranslations('numbers');
  const [asking, setAsking] = useState(false);
  const { state, by, answeredAt, until } = access;
  if (state === 'closed') return null;
  return (
    <span className={classes.ask} role="status">
      {state === 'open' && t('waiting')}
      {state === 'refused' && (
        <>
          {t('refusedBy', { by: by ?? '' })} {answeredAt && <ShortTime time={answeredAt} />}
        </>
      )}
      {state === 'expired' && until && (
        <>
          {t('expired')} <ShortTime time={until} />
        </>
      )}
      {state !== 'open' && (
        <Button variant="subtle" size="compact-xs" onClick={() => setAsking(true)}>
          {t(state === 'none' ? 'ask' : 'askAgain')}
        </Button>
      )}
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('ask')} centered zIndex={400}>
        <AskForm rowId={rowId} masked={masked} access={access} onDone={() => setAsking(false)} />
      </Modal>
    </span>
  );
}

/** Until when the number may be seen. */
export function AllowedUntil({ until }: { until: string }) {
  const t = useTranslations('numbers');
  const locale = useLocale();
  return (
    <span className={classes.left} role="status" suppressHydrationWarning>
      {t('allowedUntil', { time: formatShort(until, useNow(), locale) })}
    </span>
  );
}

function AskForm({
  rowId,
  masked,
  access: { reasonRequired },
  onDone,
}: {
  rowId: DbId;
  masked: string;
  access: NumberAccess;
  onDone: () => void;
}) {
  const t = useTranslations();
  const failureText = useFailureText();
  const client = useQueryClient();
  const { actions } = useJobTools();
  const [reason, setReason] = useState('');
  const [failure, ask, asking] = useActionState(async (): Promise<unknown> => {
    try {
      const access = await callAction(() => actions.requestNumber({ rowId, reason }));
      client.setQueryData(numberAccessKey(rowId), access);
      onDone();
      return null;
    } catch (thrown) {
      return thrown;
    }
  }, null);
  return (
    <form action={ask} className={classes.form}>
      <p className={classes.text}>{t('numbers.text', { masked, hours: ALLOWED_HOURS })}</p>
      <TextInput
        label={t(reasonRequired ? 'numbers.reason' : 'numbers.reasonOptional')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        maxLength={200}
        required={reasonRequired}
        data-autofocus
      />
      {failure !== null && (
        <p role="alert" className={classes.refusal}>
          {failureText(failure)}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={asking} disabled={reasonRequired && reason.trim() === ''}>
          {t('numbers.send')}
        </Button>
      </Group>
    </form>
  );
}
