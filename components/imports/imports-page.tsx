'use client';

import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';

import { StateScreen } from '@/components/ui/screens/state-screen';
import { fetchJson } from '@/lib/browser/fetch-json';
import { importsQuery } from '@/lib/tasks/import/queries';
import type { ImportsAnswer } from '@/lib/tasks/import/schemas';

import { GroupPicker } from './group-picker';
import { ImportList } from './import-list';
import { TablePicker } from './table/table-picker';

const SOURCES = ['provider', 'table'] as const;

/** Where tasks are brought in, from the provider or from a table, and what has been. */
export function ImportsPage({ initial, organizationId }: { initial: ImportsAnswer; organizationId: string }) {
  const t = useTranslations('imports');
  const [from, setFrom] = useQueryState('from', parseAsStringLiteral(SOURCES).withDefault('provider'));
  const { data } = useQuery({ ...importsQuery(fetchJson), initialData: initial });
  return (
    <>
      <Tabs
        value={from}
        onChange={(value) => void setFrom(SOURCES.find((known) => known === value) ?? null)}
        keepMounted={false}
      >
        <Tabs.List mb="sm">
          {SOURCES.map((source) => (
            <Tabs.Tab key={source} value={source}>
              {t(`sources.${source}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="provider">
          {data.mayAskProvider ? (
            <GroupPicker />
          ) : (
            <StateScreen
              kind="empty"
              title={t('closed.title')}
              text={t('closed.text', { org: organizationId })}
            />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="table">
          <TablePicker mayAskProvider={data.mayAskProvider} />
        </Tabs.Panel>
      </Tabs>
      <ImportList imports={data.imports} />
    </>
  );
}
