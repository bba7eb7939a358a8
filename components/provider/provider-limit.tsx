'use client';

import { Button, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRouter } from 'next/navigation';
import { useState } from 'react';

import { useFailureText } from '@/components/ui/use-failure-text';
import { callAction } from '@/lib/browser/call-action';
import type { ActionResult } from '@/lib/http/org-action';
import type { ProviderWeather } from '@/lib/runs/weather-schemas';

import classes from './provider.module.css';

type SetLimit = (input: { to: number | null }) => Promise<ActionResult<{ to: number | null }>>;

/** For administrators: lowers the account's calls a second while everything runs, or gives them back. */
export function ProviderLimit({
  budget: { setUp, loweredTo },
  setLimit,
}: {
  budget: NonNullable<ProviderWeather['budget']>;
  setLimit: SetLimit;
}) {
  const t = useTranslations('provider.lower');
  const router = useRouter();
  const failureText = useFailureText();
  const [to, setTo] = useState<number | string>(loweredTo ?? setUp);
  const { mutate, isPending } = useMutation({
    mutationFn: (rate: number | null) => callAction(() => setLimit({ to: rate })),
    onSuccess: () => router.refresh(),
    onError: (error) =>
      notifications.show({ color: 'red', title: t('notSaved'), message: failureText(error) }),
  });
  const isRate = typeof to === 'number' && to >= 0.1 && to <= setUp;
  return (
    <form
      className={classes.lower}
      onSubmit={(event) => {
        event.preventDefault();
        if (isRate) mutate(to);
      }}
    >
      <NumberInput
        label={t('label')}
        description={t('note', { setUp })}
        size="xs"
        min={0.1}
        max={setUp}
        step={1}
        decimalScale={1}
        value={to}
        onChange={setTo}
        className={classes.rate}
      />
      <Button type="submit" size="xs" variant="default" loading={isPending} disabled={!isRate}>
        {t('save')}
      </Button>
      {loweredTo !== null && (
        <Button size="xs" variant="subtle" disabled={isPending} onClick={() => mutate(null)}>
          {t('clear')}
        </Button>
      )}
    </form>
  );
}
