'use client';

import { Alert, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore, type SubmitEvent } from 'react';

import { useSignInText } from '@/components/sign-in/use-sign-in-text';
import { signInAgain } from '@/lib/auth/sessions/browser';
import { isWaiting, settleSignIn, guardSignIn } from '@/lib/browser/session-store';

import { onSignedOut } from '@/lib/browser/signed-out';

import type { Person } from './person';

/**
 * A session that ended in the middle of work: the password is asked for over the page, which stays as it is, and the
 * requests that were refused are sent again. Stands once on every page of a signed-in person.
 */
export function SessionGuard({ person }: { person: Person }) {
  const t = useTranslations('layout.sessionEnded');
  // What this person may see stays on no screen once they have signed out; what they wrote is kept for them.
  useEffect(() => onSignedOut(() => location.replace('/sign-in?reason=signed-out-elsewhere')), []);
  const waiting = useSyncExternalStore(guardSignIn, isWaiting, () => false);
  return (
    <Modal opened={waiting} onClose={() => settleSignIn(false)} title={t('title')} centered>
      <PasswordForm person={person} />
    </Modal>
  );
}

function PasswordForm({ person }: { person: Person }) {
  const t = useTranslations();
  const textOf = useSignInText();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);

  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    setBusy(true);
    setRefusal(null);
    const expected = { userId: person.id, organizationId: person.organization.id };
    const result = await signInAgain(
      expected,
      String(fields.get('email')).trim(),
      String(fields.get('password')),
    );
    if (result.ok) return settleSignIn(true);
    // Nothing of the page may be shown to, or done for, somebody else.
    if (result.reason === 'other_person') return location.reload();
    setBusy(false);
    setRefusal(textOf(result));
  };

  return (
    <form onSubmit={(event) => void submit(event)} method="post">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('layout.sessionEnded.text')}
        </Text>
        {refusal && (
          <Alert color="red" variant="light" role="alert" p="xs">
            {refusal}
          </Alert>
        )}
        <TextInput
          label={t('signIn.email')}
          type="email"
          name="email"
          autoComplete="username"
          defaultValue={person.email}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={t('signIn.password')}
          name="password"
          autoComplete="current-password"
          visibilityToggleFocusable
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
          required
          withAsterisk={false}
          data-autofocus
        />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={() => settleSignIn(false)}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('layout.sessionEnded.continue')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
