'use client';

import { Anchor, Button, Select, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useQueryStates } from 'nuqs';
import { useEffect, useState, useTransition, type ReactNode } from 'react';

import { AUDIT_KINDS, type AuditPeople } from '@/lib/audit/schemas';
import { auditSearchParams, serializeAuditSearch } from '@/lib/audit/search-params';

import classes from './audit.module.css';

/** Person, kind, task and days, kept in the address; `children` is the log, dimmed while it is read anew. */
export function AuditFilters({ people, children }: { people: AuditPeople; children: ReactNode }) {
  const t = useTranslations('audit');
  const [pending, startTransition] = useTransition();
  const [shown, set] = useQueryStates(auditSearchParams, { shallow: false, startTransition });
  const { who, kind, task, at, before: _before } = shown;
  const [typed, setTyped] = useState(task ?? '');
  // Back and "clear" change the address behind the field.
  useEffect(() => setTyped(task ?? ''), [task]);
  const [from = '', to = ''] = at?.includes('..') ? at.split('..') : [at ?? '', at ?? ''];
  const day = (value: string) => (/^\d{4}-\d\d-\d\d$/.test(value) ? value : '');
  const setDays = (first: string, last: string) =>
    void set({ at: first || last ? `${first}..${last}` : null, before: null });
  const active = who !== null || kind !== null || task !== null || at !== null;

  return (
    <>
      <search className={classes.filters}>
        <Select
          value={who ?? ''}
          onChange={(value) => void set({ who: value || null, before: null })}
          data={[
            { value: '', label: t('anyone') },
            ...people.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          aria-label={t('columns.by')}
          allowDeselect={false}
          searchable
        />
        <Select
          value={kind ?? ''}
          onChange={(value) => void set({ kind: value || null, before: null })}
          data={[
            { value: '', label: t('anything') },
            ...AUDIT_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) })),
          ]}
          aria-label={t('columns.kind')}
          allowDeselect={false}
        />
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void set({ task: typed.trim() || null, before: null });
          }}
        >
          <TextInput
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value.replaceAll(/\D/g, ''))}
            onBlur={() => (typed || null) !== task && void set({ task: typed || null, before: null })}
            placeholder={t('taskId')}
            aria-label={t('taskId')}
            inputMode="numeric"
            maxLength={19}
          />
        </form>
        <TextInput
          type="date"
          value={day(from)}
          onChange={(event) => setDays(event.currentTarget.value, day(to))}
          aria-label={t('firstDay')}
        />
        <TextInput
          type="date"
          value={day(to)}
          onChange={(event) => setDays(day(from), event.currentTarget.value)}
          aria-label={t('lastDay')}
        />
        {active && (
          <Anchor component="button" type="button" size="xs" onClick={() => void set(null)}>
            {t('clear')}
          </Anchor>
        )}
        <Button
          component="a"
          href={serializeAuditSearch('/api/audit/file', { who, kind, task, at })}
          download
          variant="default"
          className={classes.file}
          leftSection={<IconDownload size={14} stroke={1.6} />}
        >
          {t('file')}
        </Button>
      </search>
      <div className={classes.list} data-pending={pending || undefined} aria-busy={pending}>
        {children}
      </div>
    </>
  );
}
