'use client';

import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { callAction } from '@/lib/browser/call-action';
import { useFailureText } from '@/components/ui/use-failure-text';
import type { PasswordChange } from '@/lib/auth/people/own-account';
import type { ActionResult } from '@/lib/http/org-action';

import classes from './account.module.css';

/** Changes the person's password. What is wrong with one stands at its field, as the server tells it. */
export function PasswordForm({
  email,
  minLength,
  change,
}: {
  email: string;
  minLength: number;
  change: (input: { current: string; next: string }) => Promise<ActionResult<PasswordChange>>;
}) {
  const t = useTranslations('account');
  const tSignIn = useTranslations('signIn');
  const textOf = useFailureText();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<{ ok: boolean; text: string } | null>(null);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current: '', next: '' },
    validate: {
      current: isNotEmpty(t('password.currentMissing')),
      next: isNotEmpty(t('password.newMissing')),
    },
  });

  const wordsFor = (reason: Extract<PasswordChange, { changed: false }>['reason']) => {
    if (reason === 'wrong_current') return { field: 'current', text: t('password.wrongCurrent') };
    if (reason === 'unchanged') return { field: 'next', text: t('password.unchanged') };
    return { field: 'next', text: t(`flaws.${reason}`, { min: minLength }) };
  };

  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setOutcome(null);
    try {
      const answer = await callAction(() => change(values));
      if (answer.changed) {
        form.reset();
        form.getInputNode('current')?.focus();
        setOutcome({ ok: true, text: t('password.changed', { count: answer.sessionsEnded }) });
        router.refresh();
      } else {
        const { field, text } = wordsFor(answer.reason);
        form.setFieldError(field, text);
        form.getInputNode(field)?.focus();
      }
    } catch (error) {
      setOutcome({ ok: false, text: `${t('password.failed')}: ${textOf(error)}` });
    }
    setBusy(false);
  });

  const eye = {
    visibilityToggleFocusable: true,
    visibilityToggleButtonProps: { 'aria-label': tSignIn('showPassword') },
  };
  return (
    <section className={classes.section} aria-labelledby="password-title">
      <h2 id="password-title" className={classes.title}>
        {t('password.title')}
      </h2>
      <p className={classes.text}>{t('password.text')}</p>
      <form onSubmit={submit} method="post" noValidate className={classes.form}>
        <Stack gap="sm">
          {/* Tells a password manager whose passwords these are. */}
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <PasswordInput
            label={t('password.current')}
            name="current"
            autoComplete="current-password"
            key={form.key('current')}
            {...eye}
            {...form.getInputProps('current')}
          />
          <PasswordInput
            label={t('password.new')}
            description={t('password.rule', { min: minLength })}
            name="next"
            autoComplete="new-password"
            key={form.key('next')}
            {...eye}
            {...form.getInputProps('next')}
          />
          {outcome && (
            <Alert
              color={outcome.ok ? 'green' : 'red'}
              variant="light"
              role={outcome.ok ? 'status' : 'alert'}
              p="xs"
            >
              {outcome.text}
            </Alert>
          )}
          <Button type="submit" loading={busy} style={{ alignSelf: 'flex-start' }}>
            {t('password.submit')}
          </Button>
        </Stack>
      </form>
    </section>
  );
}
