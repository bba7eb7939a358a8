'use client';

import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { isEmail, isNotEmpty, useForm } from '@mantine/form';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';

import { signIn } from '@/lib/auth/sessions/browser';
import { safeCallbackPath } from '@/lib/auth/sign-in/callback-path';

import { useSignInText } from './use-sign-in-text';

/**
 * E-mail address and password; then a full load of the wanted page. `callbackUrl` is as it came in the address;
 * `notice` says how the visitor came here, until there is something newer to say.
 */
export function SignInForm({
  callbackUrl,
  notice,
}: {
  callbackUrl: string | undefined;
  notice: { text: string; color: 'gray' | 'orange' } | null;
}) {
  const t = useTranslations('signIn');
  const textOf = useSignInText();
  const password = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => isNotEmpty(t('emailMissing'))(value.trim()) ?? isEmail(t('emailWrong'))(value.trim()),
      password: isNotEmpty(t('passwordMissing')),
    },
  });

  const submit = form.onSubmit(async (values) => {
    setBusy(true);
    setRefusal(null);
    const result = await signIn(values.email.trim(), values.password);
    if (result.ok) return location.assign(safeCallbackPath(callbackUrl));
    setBusy(false);
    setRefusal(textOf(result));
    password.current?.select();
  });

  return (
    // Until the script has loaded the browser would send the form itself; by POST no password lands in an address.
    <form onSubmit={submit} method="post" noValidate>
      <Stack gap="sm">
        {refusal && (
          <Alert color="red" variant="light" role="alert" p="xs">
            {refusal}
          </Alert>
        )}
        {notice && !refusal && (
          <Alert color={notice.color} variant="light" role="status" p="xs">
            {notice.text}
          </Alert>
        )}
        <TextInput
          label={t('email')}
          type="email"
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          size="md"
          data-autofocus
          autoFocus
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t('password')}
          name="password"
          autoComplete="current-password"
          size="md"
          ref={password}
          visibilityToggleFocusable
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" size="md" fullWidth loading={busy} mt="xs">
          {t('submit')}
        </Button>
      </Stack>
    </form>
  );
}
