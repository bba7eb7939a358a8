'use client';

import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useActionState, useEffect, useRef, useState } from 'react';

import { useJobTools } from '@/components/job-context/job-actions';
import { ShortTime } from '@/components/ui/time/time-ago';
import { useNow } from '@/components/ui/time/use-now';
import { useFailureText } from '@/components/ui/use-failure-text';
import { callAction } from '@/lib/browser/call-action';
import { RequestFailed } from '@/lib/browser/fetch-json';
import { focusVisibly } from '@/lib/browser/focus-visibly';
import { formatShort } from '@/lib/i18n/format';
import { numberAccessKey } from '@/lib/jobs/numbers/number-queries';
import { ALLOWED_HOURS, MOST_OPEN, type NumberAccess } from '@/lib/jobs/numbers/number-requests';
import type { DbId } from '@/lib/values/db-id';

import classes from './reveal-number.module.css';

/** How a request for the number stands, and asking for it. */
export function AskNumber({ rowId, masked, access }: { rowId: DbId; masked: string; access: NumberAccess }) {
  const t = useTranslations('numbers');
  const [asking, setAsking] = useState(false);
  const { state, by, answeredAt, until } = access;
  const status = useRef<HTMLSpanElement>(null);
  const hasAsked = useRef(false);
  // The button that the dialog would give the focus back to goes away.
  useEffect(() => {
    if (!hasAsked.current || state !== 'open') return;
    hasAsked.current = false;
    if (status.current) focusVisibly(status.current, { preventScroll: true });
  }, [state]);
  if (state === 'closed') return null;
  return (
    <span ref={status} className={classes.ask} role="status" tabIndex={-1}>
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
        <AskForm
          rowId={rowId}
          masked={masked}
          access={access}
          onCancel={() => setAsking(false)}
          onAsked={() => {
            hasAsked.current = true;
            setAsking(false);
          }}
        />
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
  onCancel,
  onAsked,
}: {
  rowId: DbId;
  masked: string;
  access: NumberAccess;
  onCancel: () => void;
  onAsked: () => void;
}) {
  const t = useTranslations();
  const failureText = useFailureText();
  const client = useQueryClient();
  const { actions } = useJobTools();
  const [reason, setReason] = useState('');
  const [failure, ask, asking] = useActionState(async (): Promise<unknown> => {
    try {
      const access = await callAction(() => actions.requestNumber({ rowId, reason }));
      onAsked();
      client.setQueryData(numberAccessKey(rowId), access);
      return null;
    } catch (thrown) {
      return thrown;
    }
  }, null);
  const refusal =
    failure instanceof RequestFailed && failure.field === 'reason'
      ? t('numbers.reasonWanted')
      : t('numbers.tooMany', { most: MOST_OPEN });
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
          {failureText(failure, refusal)}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={asking} disabled={reasonRequired && reason.trim() === ''}>
          {t('numbers.send')}
        </Button>
      </Group>
    </form>
  );
}
