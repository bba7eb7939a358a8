'use client';

import { CloseButton, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useEffect, useState, useTransition, type ReactNode } from 'react';

import { serializeTaskSearch, TASK_STATE_VALUES, taskSearchParams } from '@/lib/tasks/search-params';

import classes from './task-filters.module.css';
import { useTasksSearch } from './use-tasks-search';

const DEBOUNCE_MS = 300;

/** Search and state, kept in the address; a change goes back to page 1. `children` is the list, dimmed while it is read anew. */
export function TaskFilters({ children }: { children: ReactNode }) {
  const t = useTranslations('tasks');
  const [pending, startTransition] = useTransition();
  const [shown, setSearch] = useQueryStates(taskSearchParams, { shallow: false, startTransition });
  const { q, state } = shown;
  const [typed, setTyped] = useState(q);
  const search = useDebouncedCallback((value: string) => {
    void setSearch({ q: value.trim() || null, page: null });
  }, DEBOUNCE_MS);

  // Back, forward and "clear filters" change the address behind the field.
  useEffect(() => setTyped((current) => (current.trim() === q ? current : q)), [q]);

  const [, keepSearch] = useTasksSearch();
  const kept = serializeTaskSearch(shown);
  useEffect(() => keepSearch(kept), [kept, keepSearch]);

  const type = (value: string) => {
    setTyped(value);
    search(value);
  };

  return (
    <>
      <search className={classes.filters}>
        <TextInput
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
          placeholder={t('search')}
          aria-label={t('search')}
          leftSection={<IconSearch size={15} stroke={1.6} />}
          rightSection={
            typed && <CloseButton size="sm" aria-label={t('searchClear')} onClick={() => type('')} />
          }
          className={classes.search}
          type="search"
          maxLength={100}
        />
        <Select
          value={state ?? ''}
          onChange={(value) => {
            void setSearch({ state: TASK_STATE_VALUES.find((known) => known === value) ?? null, page: null });
          }}
          data={[
            { value: '', label: t('stateAll') },
            ...TASK_STATE_VALUES.map((value) => ({ value, label: t(`states.${value}`) })),
          ]}
          aria-label={t('state')}
          allowDeselect={false}
          className={classes.state}
        />
      </search>
      <div className={classes.list} data-pending={pending || undefined} aria-busy={pending}>
        {children}
      </div>
    </>
  );
}
