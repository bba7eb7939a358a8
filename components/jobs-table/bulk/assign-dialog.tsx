'use client';

import { Button, Checkbox, Group, Modal, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';

import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson, postJson } from '@/lib/browser/fetch-json';
import { formatNumber } from '@/lib/i18n/format';
import type { TaskScope } from '@/lib/jobs/list/queries';
import { colleaguesQuery } from '@/lib/jobs/owners/owner-queries';
import { type AssignAnswer, MOST_ASSIGNED, MOST_PEOPLE, MOST_ROWS } from '@/lib/jobs/owners/owners';
import type { DbId } from '@/lib/values/db-id';

import classes from './bulk.module.css';

/** From so many colleagues on one looks for a name. */
const MANY = 9;

type Rows = { ids: DbId[] } | { taskId: TaskScope; filter: string };

/** Gives the chosen leads to one person, evenly to several, or back to nobody. */
export function AssignDialog({
  count,
  rows,
  mayKeep = true,
  onClose,
  onDone,
}: {
  count: number;
  rows: Rows;
  /** Whether leads that are somebody's may stay theirs: not where they are all one person's. */
  mayKeep?: boolean;
  onClose: () => void;
  onDone: () => void;
}) {
  const t = useTranslations();
  const locale = useLocale();
  const failureText = useFailureText();
  const client = useQueryClient();
  const [to, setTo] = useState<readonly string[]>([]);
  const [search, setSearch] = useState('');
  const [keepOwners, setKeepOwners] = useState(false);
  const query = useQuery(colleaguesQuery(fetchJson));
  const colleagues = query.data?.colleagues ?? [];
  const found = colleagues.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()));
  const number = (value: number) => formatNumber(value, locale);
  const most = 'ids' in rows ? MOST_ROWS : MOST_ASSIGNED;
  const [least, rest] = [Math.floor(count / Math.max(1, to.length)), count % Math.max(1, to.length)];

  const assigning = useMutation({
    mutationFn: (people: readonly string[]) =>
      postJson<AssignAnswer>('/api/lead-owners', {
        to: people,
        keep_owners: keepOwners && people.length > 0,
        ...('ids' in rows
          ? { row_ids: rows.ids }
          : { selection: { task_id: rows.taskId === 'all' ? null : rows.taskId, query: rows.filter } }),
      }),
    retry: false,
    networkMode: 'always',
    onSuccess: ({ changed, people }) => {
      void client.invalidateQueries({ queryKey: ['task'] });
      void client.invalidateQueries({ queryKey: ['job'] });
      const shares = people.map(({ name, count: got }) => `${name} ${number(got)}`).join(t('filter.and'));
      notifications.show({
        color: 'green',
        message:
          changed === 0
            ? t('owners.same')
            : shares
              ? t('owners.given', { count: changed, number: number(changed), shares })
              : t('owners.taken', { count: changed, number: number(changed) }),
      });
      onDone();
    },
  });

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('owners.title', { count, number: number(count) })}
      centered
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (to.length > 0 && !assigning.isPending) assigning.mutate(to);
        }}
      >
        {colleagues.length >= MANY && (
          <TextInput
            size="sm"
            aria-label={t('owners.search')}
            placeholder={t('owners.search')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {query.isError && <p className={classes.failure}>{failureText(query.error)}</p>}
        <fieldset className={classes.people}>
          <legend className={classes.note}>{t('owners.to')}</legend>
          {found.map(({ id, name, role }) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={to.includes(id)}
                onChange={() =>
                  setTo((before) =>
                    before.includes(id) ? before.filter((one) => one !== id) : [...before, id],
                  )
                }
              />
              {name}
              <span className={classes.role}>{isRole(role) ? t(`layout.roles.${role}`) : role}</span>
            </label>
          ))}
        </fieldset>
        {mayKeep && (
          <Checkbox
            size="xs"
            mb="xs"
            label={t('owners.keep')}
            checked={keepOwners}
            onChange={(event) => setKeepOwners(event.currentTarget.checked)}
          />
        )}
        <p className={classes.note} role="status">
          {count > most
            ? t('owners.tooMany', { number: number(most) })
            : to.length > 1 && keepOwners
              ? t('owners.eachKept', { people: to.length })
              : to.length > 1
                ? t('owners.each', {
                    people: to.length,
                    number: rest > 0 ? `${number(least)}–${number(least + 1)}` : number(least),
                  })
                : t('owners.hint')}
        </p>
        {assigning.isError && (
          <p role="alert" className={classes.failure}>
            {failureText(assigning.error)}
          </p>
        )}
        <Group justify="space-between" mt="md">
          <Button
            variant="subtle"
            color="gray"
            disabled={count > most || assigning.isPending}
            onClick={() => assigning.mutate([])}
          >
            {t('owners.take')}
          </Button>
          <Group>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button
              type="submit"
              loading={assigning.isPending}
              disabled={to.length === 0 || to.length > MOST_PEOPLE || count > most}
            >
              {t('bulk.assign')}
            </Button>
          </Group>
        </Group>
      </form>
    </Modal>
  );
}

const ROLES = ['operator', 'supervisor', 'admin'] as const;
const isRole = (role: string): role is (typeof ROLES)[number] => ROLES.some((known) => known === role);
