'use client';

import { Button, CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useEffect, useState } from 'react';

import { StateScreen } from '@/components/ui/screens/state-screen';
import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson, postJson } from '@/lib/browser/fetch-json';
import { importKeys, jobGroupsQuery } from '@/lib/tasks/import/queries';
import type { ImportsBegun } from '@/lib/tasks/import/schemas';
import { groupSearchParams } from '@/lib/tasks/import/search-params';
import { JOB_GROUP_STATES } from '@/lib/values/job-group-states';

import { EverySelect } from './every-select';
import { GroupTable } from './group-table';
import classes from './imports.module.css';
import { OwnersSelect } from './owners-select';

const DEBOUNCE_MS = 300;

/** The provider's job groups: searched, chosen, and brought in as tasks. */
export function GroupPicker() {
  const t = useTranslations('imports');
  const failureText = useFailureText();
  const client = useQueryClient();
  const [{ q, state, page }, setSearch] = useQueryStates(groupSearchParams);
  const [typed, setTyped] = useState(q);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [everyMinutes, setEveryMinutes] = useState<number | null>(null);
  const [owners, setOwners] = useState<string[]>([]);
  const groups = useQuery(jobGroupsQuery({ q, state, page }, fetchJson));
  const begin = useMutation({
    mutationFn: () =>
      postJson<ImportsBegun>('/api/task-imports', {
        job_group_ids: [...chosen],
        every_minutes: everyMinutes,
        ...(owners.length > 0 && { owners }),
      }),
    retry: false,
    networkMode: 'always',
    onSuccess: () => {
      setChosen(new Set());
      return client.invalidateQueries({ queryKey: importKeys.all });
    },
  });

  // Back and forward change the address behind the field.
  useEffect(() => setTyped((current) => (current.trim() === q ? current : q)), [q]);
  const search = useDebouncedCallback((value: string) => {
    setChosen(new Set());
    void setSearch({ q: value.trim() || null, page: null });
  }, DEBOUNCE_MS);
  const type = (value: string) => {
    setTyped(value);
    search(value);
  };
  const turn = (to: number) => {
    setChosen(new Set());
    void setSearch({ page: to });
  };
  const shown = groups.data;
  const filtered = q !== '' || state !== null;

  return (
    <section aria-label={t('groups.title')}>
      <p className={classes.lead}>{t('groups.lead')}</p>
      <search className={classes.filters}>
        <TextInput
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
          placeholder={t('groups.search')}
          aria-label={t('groups.search')}
          leftSection={<IconSearch size={15} stroke={1.6} />}
          rightSection={
            typed && <CloseButton size="sm" aria-label={t('groups.searchClear')} onClick={() => type('')} />
          }
          className={classes.search}
          maxLength={100}
        />
        <Select
          value={state ?? ''}
          onChange={(value) => {
            setChosen(new Set());
            void setSearch({ state: JOB_GROUP_STATES.find((known) => known === value) ?? null, page: null });
          }}
          data={[
            { value: '', label: t('groups.stateAll') },
            ...JOB_GROUP_STATES.map((value) => ({ value, label: t(`groupStates.${value}`) })),
          ]}
          aria-label={t('groups.state')}
          allowDeselect={false}
          className={classes.state}
        />
      </search>
      {groups.isError ? (
        <StateScreen kind="error" title={t('groups.failed')} text={failureText(groups.error)}>
          <Button variant="default" onClick={() => void groups.refetch()}>
            {t('groups.retry')}
          </Button>
        </StateScreen>
      ) : !shown ? (
        <p role="status" className={classes.loading}>
          {t('groups.loading')}
        </p>
      ) : shown.groups.length === 0 && !shown.hasNext && page === 1 ? (
        <StateScreen
          kind={filtered ? 'no-match' : 'empty'}
          title={t(filtered ? 'groups.noMatch' : 'groups.none')}
          text={t(filtered ? 'groups.noMatchText' : 'groups.noneText')}
        />
      ) : (
        <>
          <div data-pending={groups.isPlaceholderData || undefined} className={classes.list}>
            <GroupTable groups={shown.groups} chosen={chosen} onChoose={setChosen} />
          </div>
          <div className={classes.bar}>
            {(page > 1 || shown.hasNext) && (
              <Group gap="xs" className={classes.pages}>
                <Button size="xs" variant="default" disabled={page <= 1} onClick={() => turn(page - 1)}>
                  {t('groups.previous')}
                </Button>
                <span>{t('groups.page', { page })}</span>
                <Button size="xs" variant="default" disabled={!shown.hasNext} onClick={() => turn(page + 1)}>
                  {t('groups.next')}
                </Button>
              </Group>
            )}
            <OwnersSelect value={owners} onChange={setOwners} />
            <EverySelect value={everyMinutes} onChange={setEveryMinutes} label={t('every.label')} />
            <Button loading={begin.isPending} disabled={chosen.size === 0} onClick={() => begin.mutate()}>
              {chosen.size === 0 ? t('beginNone') : t('begin', { count: chosen.size })}
            </Button>
          </div>
        </>
      )}
      <p role="status" className={classes.outcome}>
        {begin.data && <Outcome begun={begin.data} />}
      </p>
      {begin.error && (
        <p role="alert" className={classes.problem}>
          {failureText(begin.error)}
        </p>
      )}
    </section>
  );
}

function Outcome({ begun: { imports, leftOut } }: { begun: ImportsBegun }) {
  const t = useTranslations('imports');
  const counted = (['not_found', 'task', 'under_way'] as const).map((reason) => ({
    reason,
    count: leftOut.filter((one) => one.reason === reason).length,
  }));
  return (
    <>
      {imports.length > 0 && t('began', { count: imports.length })}
      {counted.map(({ reason, count }) => (count > 0 ? ` ${t(`leftOut.${reason}`, { count })}` : ''))}
    </>
  );
}
