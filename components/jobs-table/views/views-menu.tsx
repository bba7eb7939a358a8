'use client';

import { Button, Menu } from '@mantine/core';
import { IconBookmark, IconCheck, IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { onDemand } from '@/lib/browser/on-demand';
import { selectionText, selectionTexts } from '@/lib/jobs/list/search-params';
import { layoutAt, type TableLayout, type TablePlace } from '@/lib/views/columns';
import { VIEWS_KEY } from '@/lib/views/queries';
import { NO_VIEW, type View } from '@/lib/views/views';

import type { OwnLayout } from '../columns/use-table-layout';
import type { JobsAddress } from '../use-jobs-address';
import { useViews } from './use-view';
import { useViewFailure } from './use-view-failure';
import classes from './views.module.css';

const [ViewDialog] = onDemand(() => import('./view-dialog').then((module) => module.ViewDialog));

/** Filters as they are compared: in one order, whoever wrote them. */
const orderly = (query: string) => selectionText(selectionTexts(query));
const sameLayout = (one: TableLayout, other: TableLayout) => JSON.stringify(one) === JSON.stringify(other);

/** The saved views: opened by a click, kept as they are now, changed and shared. */
export function ViewsMenu({
  place,
  address,
  own,
}: {
  place: TablePlace;
  address: JobsAddress;
  own: OwnLayout;
}) {
  const t = useTranslations('views');
  const failureText = useViewFailure();
  const client = useQueryClient();
  const { views, view, gone } = useViews(address);
  const [editing, setEditing] = useState<{ view: View | null } | null>(null);
  const isChanged =
    view !== null &&
    (orderly(view.viewQuery) !== address.selection || !sameLayout(layoutAt(place, view.layout), own.layout));

  const update = useMutation({
    mutationFn: (id: string) =>
      fetchJson<View>(`/api/views/${id}`, {
        method: 'PATCH',
        body: JSON.stringify({ query: address.selection, layout: own.layout }),
        headers: { 'content-type': 'application/json' },
      }),
    retry: false,
    networkMode: 'always',
    onSuccess: () => {
      notifications.show({ color: 'green', message: t('saved') });
      return client.invalidateQueries({ queryKey: VIEWS_KEY });
    },
    onError: (error) => notifications.show({ color: 'red', message: failureText(error) }),
  });

  const group = (list: readonly View[], label: string) =>
    list.length > 0 && (
      <>
        <Menu.Label>{label}</Menu.Label>
        {list.map((one) => (
          <Menu.Item
            key={one.id}
            component="a"
            {...address.linkTo({ ...selectionTexts(one.viewQuery), view: one.id, tab: 'jobs', page: 1 })}
            aria-current={one.id === view?.id || undefined}
            rightSection={one.id === view?.id && <IconCheck size={14} stroke={2} aria-hidden />}
            title={one.shared && one.by !== null ? t('by', { name: one.by }) : undefined}
          >
            {one.name}
            {one.unknown.length > 0 && (
              <span className={classes.unknown}>{t('unknown', { keys: one.unknown.join(', ') })}</span>
            )}
          </Menu.Item>
        ))}
      </>
    );

  return (
    <>
      <Menu position="bottom-start" shadow="md" transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <Button
            variant="default"
            size="compact-sm"
            className={classes.button}
            data-active={view !== null || undefined}
            visibleFrom="sm"
            leftSection={<IconBookmark size={14} stroke={1.6} />}
            rightSection={<IconChevronDown size={14} stroke={1.6} />}
          >
            <span className={classes.name}>{gone ? t('gone') : (view?.name ?? t('menu'))}</span>
            {isChanged && <span className={classes.changed}>{t('changed')}</span>}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah="60vh" maw="22rem" style={{ overflowY: 'auto' }}>
          {(view !== null || gone) && (
            <Menu.Item component="a" {...address.linkTo({ ...selectionTexts(''), view: NO_VIEW, page: 1 })}>
              {t('all')}
            </Menu.Item>
          )}
          {group(
            views.filter(({ shared }) => !shared),
            t('own'),
          )}
          {group(
            views.filter(({ shared }) => shared),
            t('shared'),
          )}
          {views.length === 0 && <Menu.Label>{t('none')}</Menu.Label>}
          <Menu.Divider />
          {view?.mayChange && isChanged && (
            <Menu.Item onClick={() => update.mutate(view.id)}>{t('update', { name: view.name })}</Menu.Item>
          )}
          {view?.mayChange && <Menu.Item onClick={() => setEditing({ view })}>{t('edit')}</Menu.Item>}
          <Menu.Item onClick={() => setEditing({ view: null })}>{t('save')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {editing && (
        <ViewDialog
          view={editing.view}
          query={address.selection}
          layout={own.layout}
          onClose={() => setEditing(null)}
          onDone={(id) => {
            setEditing(null);
            address.go({ view: id }, { history: 'replace' });
          }}
        />
      )}
    </>
  );
}
