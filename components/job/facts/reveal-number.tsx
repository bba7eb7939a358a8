'use client';

import { ActionIcon, Button, Group, Modal, TextInput, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy, IconEye, IconEyeOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useActionState, useEffect, useRef, useState } from 'react';

import { useJobTools } from '@/components/job-context/job-actions';
import { useFailureText } from '@/components/ui/use-failure-text';
import { useSecondsUntil } from '@/components/ui/time/use-seconds';
import { callAction } from '@/lib/browser/call-action';
import { copyText } from '@/lib/browser/copy-text';
import { RequestFailed } from '@/lib/browser/fetch-json';
import { timelineKey } from '@/lib/jobs/timeline/timeline-queries';
import type { DbId } from '@/lib/values/db-id';

import { AllowedUntil, AskNumber } from './ask-number';
import classes from './reveal-number.module.css';
import { useNumberAccess } from './use-number-access';

/** So long a full number stays on the screen. */
const SHOWN_MS = 60_000;

/** A lead's number: masked, and for those who may, by their role or because they were allowed to, in full for a moment. */
export function RevealNumber({ rowId, masked }: { rowId: DbId; masked: string }) {
  const { reveal } = useJobTools().person;
  if (!reveal.allowed) return <NumberOnRequest rowId={rowId} masked={masked} />;
  return <RevealableNumber rowId={rowId} masked={masked} reasonRequired={reveal.reasonRequired} />;
}

/** For who sees no numbers by their role: asks for this one, and shows it while that is allowed. */
function NumberOnRequest({ rowId, masked }: { rowId: DbId; masked: string }) {
  const access = useNumberAccess(rowId);
  if (access?.state !== 'allowed') {
    return (
      <span className={classes.number}>
        <span>{masked}</span>
        {access && <AskNumber rowId={rowId} masked={masked} access={access} />}
      </span>
    );
  }
  return (
    <span className={classes.number}>
      <RevealableNumber rowId={rowId} masked={masked} reasonRequired={false} />
      {access.until && <AllowedUntil until={access.until} />}
    </span>
  );
}

/**
 * A number in full for one minute after a click. It is kept nowhere but in this component; each look is written to the
 * audit log.
 */
function RevealableNumber({
  rowId,
  masked,
  reasonRequired,
}: {
  rowId: DbId;
  masked: string;
  reasonRequired: boolean;
}) {
  const t = useTranslations('reveal');
  const queryClient = useQueryClient();
  const [shown, setShown] = useState<{ number: string; until: string } | null>(null);
  const [asking, setAsking] = useState(false);
  const eye = useRef<HTMLButtonElement>(null);
  const focusEye = useRef(false);
  const show = (number: string) => {
    setShown({ number, until: new Date(Date.now() + SHOWN_MS).toISOString() });
    setAsking(false);
    void queryClient.invalidateQueries({ queryKey: timelineKey(rowId) });
  };

  useEffect(() => {
    if (shown || !focusEye.current) return;
    focusEye.current = false;
    eye.current?.focus({ preventScroll: true });
  }, [shown]);
  const hide = (wasFocused: boolean) => {
    focusEye.current = wasFocused;
    setShown(null);
  };

  if (shown) return <Revealed {...shown} onHide={hide} />;
  return (
    <span className={classes.number}>
      {masked}
      <Tooltip label={t('show')}>
        <ActionIcon ref={eye} aria-label={t('show')} size="1.5rem" onClick={() => setAsking(true)}>
          <IconEye size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('title')} centered zIndex={400}>
        <AskForm
          rowId={rowId}
          masked={masked}
          reasonRequired={reasonRequired}
          onShow={show}
          onCancel={() => setAsking(false)}
        />
      </Modal>
    </span>
  );
}

function AskForm({
  rowId,
  masked,
  reasonRequired,
  onShow,
  onCancel,
}: {
  rowId: DbId;
  masked: string;
  reasonRequired: boolean;
  onShow: (number: string) => void;
  onCancel: () => void;
}) {
  const t = useTranslations();
  const failureText = useFailureText();
  const { actions } = useJobTools();
  const [reason, setReason] = useState('');
  const [failure, ask, asking] = useActionState(async (): Promise<unknown> => {
    try {
      onShow((await callAction(() => actions.revealNumber({ rowId, reason }))).number);
      return null;
    } catch (thrown) {
      return thrown;
    }
  }, null);
  const refusal =
    failure instanceof RequestFailed && failure.kind === 'not_found'
      ? t('reveal.none')
      : failureText(failure, t('numbers.reasonWanted'));

  return (
    <form action={ask} className={classes.form}>
      <p className={classes.text}>{t('reveal.text', { masked })}</p>
      {reasonRequired && (
        <TextInput
          label={t('reveal.reason')}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          maxLength={200}
          required
          data-autofocus
        />
      )}
      {failure !== null && (
        <p role="alert" className={classes.refusal}>
          {refusal}
        </p>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button
          type="submit"
          loading={asking}
          disabled={reasonRequired && reason.trim() === ''}
          data-autofocus={!reasonRequired || undefined}
        >
          {t('reveal.confirm')}
        </Button>
      </Group>
    </form>
  );
}

function Revealed({
  number,
  until,
  onHide,
}: {
  number: string;
  until: string;
  /** Told whether the focus goes away with the number. */
  onHide: (wasFocused: boolean) => void;
}) {
  const t = useTranslations();
  const whole = useRef<HTMLSpanElement>(null);
  const copyButton = useRef<HTMLButtonElement>(null);
  const [copied, setCopied] = useState(false);
  const left = useSecondsUntil(until);
  const hide = () => onHide(whole.current?.contains(document.activeElement) ?? false);
  useEffect(() => copyButton.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const timer = setTimeout(hide, Math.max(0, Date.parse(until) - Date.now()));
    return () => clearTimeout(timer);
  });
  return (
    <span ref={whole} className={classes.number} data-revealed>
      <output className={classes.full}>{number}</output>
      <Tooltip label={copied ? t('common.copied') : t('reveal.copy')}>
        <ActionIcon
          aria-label={copied ? t('common.copied') : t('reveal.copy')}
          size="1.5rem"
          ref={copyButton}
          onClick={() => void copyText(number).then(setCopied)}
        >
          {copied ? <IconCheck size={16} stroke={1.6} /> : <IconCopy size={16} stroke={1.6} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('reveal.hide')}>
        <ActionIcon aria-label={t('reveal.hide')} size="1.5rem" onClick={hide}>
          <IconEyeOff size={16} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <span className={classes.left}>{t('reveal.left', { seconds: left })}</span>
    </span>
  );
}
