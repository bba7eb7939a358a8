'use client';

import '@mantine/spotlight/styles.layer.css';

import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import {
  IconBookmark,
  IconBrightness,
  IconCalendarTime,
  IconKeyboard,
  IconLanguage,
  IconListCheck,
  IconListDetails,
  IconPhone,
  IconPlayerTrackNext,
  IconSearch,
  IconUser,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { usePathname, useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState, type ReactNode } from 'react';
import type { Route } from 'next';

import { writeCookie } from '@/lib/browser/cookies';
import { fetchJson } from '@/lib/browser/fetch-json';
import { LOCALE_COOKIE } from '@/lib/i18n/config';
import { tasksQuery } from '@/lib/tasks/queries';
import { viewsQuery } from '@/lib/views/queries';

import { showShortcuts } from '../shortcuts-shown';
import classes from './palette.module.css';

const [store, spotlight] = createSpotlight();

/** Between the last letter and the question to the server. */
const PAUSE_MS = 150;
const MOST_TASKS = 7;
const MOST_VIEWS = 7;
const ICON = { size: 18, stroke: 1.6 } as const;

type Entry = { id: string; label: string; more?: string; icon: ReactNode; go: () => void };

/** Where one can go and what one can do, found by a few letters. @param openings each one more opens it */
export function Palette({ openings }: { openings: number }) {
  const t = useTranslations();
  const locale = useLocale();
  const router = useRouter();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [query, setQuery] = useState('');
  const words = query.trim();
  const [asked] = useDebouncedValue(words, PAUSE_MS);
  const path = usePathname();
  const { data: kept } = useQuery(viewsQuery(fetchJson));
  const { data } = useQuery({ ...tasksQuery(asked, fetchJson), placeholderData: keepPreviousData });

  useEffect(() => spotlight.open(), [openings]);

  const to = (href: string) => () => router.push(href as Route);
  const other = locale === 'zh' ? 'en' : 'zh';
  const scheme = colorScheme === 'dark' ? 'light' : 'dark';
  const places: Entry[] = [
    { id: 'mine', label: t('mine.title'), icon: <IconListCheck {...ICON} />, go: to('/mine') },
    { id: 'tasks', label: t('tasks.title'), icon: <IconListDetails {...ICON} />, go: to('/tasks') },
    { id: 'jobs', label: t('allJobs.title'), icon: <IconPhone {...ICON} />, go: to('/jobs') },
    ...(['today', 'overdue', 'mine'] as const).map((list) => ({
      id: `follow-ups-${list}`,
      label: `${t('followUps.title')}：${t(`followUps.lists.${list}`)}`,
      icon: <IconCalendarTime {...ICON} />,
      go: to(`/follow-ups?list=${list}`),
    })),
    {
      id: 'own',
      label: t('palette.own'),
      icon: <IconPlayerTrackNext {...ICON} />,
      go: to('/jobs?owner=me'),
    },
    { id: 'account', label: t('layout.account'), icon: <IconUser {...ICON} />, go: to('/account') },
  ];
  const actions: Entry[] = [
    {
      id: 'keys',
      label: t('player.keys.title'),
      more: '?',
      icon: <IconKeyboard {...ICON} />,
      go: showShortcuts,
    },
    {
      id: 'scheme',
      label: `${t('layout.theme')}：${t(`layout.themes.${scheme}`)}`,
      icon: <IconBrightness {...ICON} />,
      go: () => setColorScheme(scheme),
    },
    {
      id: 'language',
      label: `${t('layout.language')}：${t(`layout.languages.${other}`)}`,
      icon: <IconLanguage {...ICON} />,
      go: () => {
        writeCookie(LOCALE_COOKIE, other);
        router.refresh();
      },
    },
  ];
  const has = ({ label }: Entry) => label.toLowerCase().includes(words.toLowerCase());
  // A view is opened in the task where one is, else over all of them.
  const list = /^\/tasks\/\d+/.exec(path)?.[0] ?? '/jobs';
  const views: Entry[] = (kept?.views ?? []).map(({ id, name, shared, viewQuery }) => ({
    id: `view-${id}`,
    label: name,
    more: shared ? t('views.shared') : '',
    icon: <IconBookmark {...ICON} />,
    go: to(`${list}?${viewQuery}${viewQuery && '&'}view=${id}`),
  }));
  const tasks: Entry[] = (data?.tasks ?? []).slice(0, MOST_TASKS).map(({ id, name }) => ({
    id: `task-${id}`,
    label: name || t('tasks.unnamed'),
    more: String(id),
    icon: <IconListDetails {...ICON} />,
    go: to(`/tasks/${id}`),
  }));
  const leads: Entry[] =
    words === ''
      ? []
      : [
          {
            id: 'leads',
            label: t('palette.leads', { words }),
            icon: <IconSearch {...ICON} />,
            go: to(`/jobs?q=${encodeURIComponent(words)}`),
          },
        ];
  const groups = [
    { name: t('palette.places'), entries: places.filter(has) },
    { name: t('views.menu'), entries: views.filter(has).slice(0, MOST_VIEWS) },
    { name: t('tasks.title'), entries: tasks },
    { name: t('palette.actions'), entries: actions.filter(has) },
    { name: t('palette.find'), entries: leads },
  ].filter(({ entries }) => entries.length > 0);

  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight="min(26rem, 60vh)"
      transitionProps={{ duration: 0 }}
      zIndex={500}
    >
      <Spotlight.Search
        placeholder={t('palette.search')}
        aria-label={t('palette.search')}
        leftSection={<IconSearch {...ICON} />}
      />
      <Spotlight.ActionsList>
        {groups.map(({ name, entries }) => (
          <Spotlight.ActionsGroup key={name} label={name}>
            {entries.map(({ id, label, more, icon, go }) => (
              <Spotlight.Action
                key={id}
                label={label}
                leftSection={icon}
                rightSection={more && <span className={classes.more}>{more}</span>}
                onClick={go}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groups.length === 0 && <Spotlight.Empty>{t('palette.none')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
