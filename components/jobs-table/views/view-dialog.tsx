'use client';

import { Button, Checkbox, Group, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { useJobTools } from '@/components/job-context/job-actions';
import { fetchJson, postJson } from '@/lib/browser/fetch-json';
import type { TableLayout } from '@/lib/views/columns';
import { VIEWS_KEY } from '@/lib/views/queries';
import { MOST_NAME, NO_VIEW, TASK_TYPES, type View } from '@/lib/views/views';

import { useViewFailure } from './use-view-failure';
import classes from './views.module.css';

/** Names a new view, or renames one, says which tasks begin with it, and deletes it. */
export function ViewDialog({
  view,
  query,
  layout,
  onClose,
  onDone,
}: {
  /** Null: a new one of what is shown now. */
  view: View | null;
  query: string;
  layout: TableLayout;
  onClose: () => void;
  /** With the id of the view that is now open, `all` for none. */
  onDone: (id: string) => void;
}) {
  const t = useTranslations('views');
  const tCommon = useTranslations('common');
  const failureText = useViewFailure();
  const client = useQueryClient();
  const { mayShareViews } = useJobTools().person;
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(false);
  const [types, setTypes] = useState<readonly number[]>(view?.taskTypes ?? []);
  const [sure, setSure] = useState(false);

  const done = async (message: string, id: string) => {
    await client.invalidateQueries({ queryKey: VIEWS_KEY });
    notifications.show({ color: 'green', message });
    onDone(id);
  };
  const saving = useMutation({
    mutationFn: () =>
      view
        ? fetchJson<View>(`/api/views/${view.id}`, {
            method: 'PATCH',
            body: JSON.stringify({ name, task_types: types }),
            headers: { 'content-type': 'application/json' },
          })
        : postJson<View>('/api/views', { name, query, layout, shared, task_types: types }),
    retry: false,
    networkMode: 'always',
    onSuccess: ({ id }) => done(t('saved'), id),
  });
  const removing = useMutation({
    mutationFn: () => fetchJson(`/api/views/${view?.id}`, { method: 'DELETE' }),
    retry: false,
    networkMode: 'always',
    onSuccess: () => done(t('deleted'), NO_VIEW),
  });
  const error = saving.error ?? removing.error;
  const isBusy = saving.isPending || removing.isPending;

  return (
    <Modal
      opened
      onClose={onClose}
      title={view ? t('title.edit', { name: view.name }) : t('title.new')}
      centered
      zIndex={400}
      closeButtonProps={{ 'aria-label': tCommon('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '' && !isBusy) saving.mutate();
        }}
      >
        <TextInput
          label={t('name')}
          description={view ? undefined : t('what')}
          maxLength={MOST_NAME}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        {!view && mayShareViews && (
          <Checkbox
            mt="sm"
            size="sm"
            label={t('sharedWith')}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <fieldset className={classes.types}>
          <legend>{t('first')}</legend>
          {TASK_TYPES.map((type) => (
            <label key={type}>
              <input
                type="checkbox"
                checked={types.includes(type)}
                onChange={() =>
                  setTypes((before) =>
                    before.includes(type) ? before.filter((one) => one !== type) : [...before, type],
                  )
                }
              />
              {t(`types.${type}`)}
            </label>
          ))}
        </fieldset>
        {error && (
          <p role="alert" className={classes.failure}>
            {failureText(error)}
          </p>
        )}
        <Group justify="space-between" mt="md">
          {view ? (
            <Button
              variant="subtle"
              color="red"
              disabled={isBusy}
              onClick={() => (sure ? removing.mutate() : setSure(true))}
            >
              {t(sure ? 'deleteSure' : 'delete')}
            </Button>
          ) : (
            <span />
          )}
          <Group>
            <Button variant="default" onClick={onClose}>
              {tCommon('cancel')}
            </Button>
            <Button type="submit" loading={saving.isPending} disabled={name.trim() === ''}>
              {t('submit')}
            </Button>
          </Group>
        </Group>
      </form>
    </Modal>
  );
}
