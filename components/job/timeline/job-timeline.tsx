'use client';

import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef, useState } from 'react';

import { fetchJson } from '@/lib/browser/fetch-json';
import { useFailureText } from '@/components/ui/use-failure-text';
import { timelineQuery } from '@/lib/jobs/timeline/timeline-queries';
import type { DbId } from '@/lib/values/db-id';

import classes from './job-timeline.module.css';
import { groupTimeline } from './timeline-groups';
import { TimelineItem } from './timeline-item';

/** So many are shown at once; the rest on demand. */
const SHOWN = 8;

/** What happened to a job, the newest first; read when it comes into view. */
export const JobTimeline = memo(function JobTimeline({ rowId, taskId }: { rowId: DbId; taskId: DbId }) {
  const t = useTranslations();
  const failureText = useFailureText();
  const ref = useRef<HTMLDivElement>(null);
  const listRef = useRef<HTMLOListElement>(null);
  const [wanted, setWanted] = useState(false);
  const [all, setAll] = useState(false);
  const query = useQuery({ ...timelineQuery(rowId, fetchJson), enabled: wanted });

  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && setWanted(true), {
      rootMargin: '200px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // The button went away; one goes on where the list does.
  useEffect(() => {
    const first = all ? listRef.current?.children[SHOWN] : undefined;
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  }, [all]);

  const groups = query.data ? groupTimeline(query.data.events) : [];
  const shown = all ? groups : groups.slice(0, SHOWN);
  return (
    <div ref={ref}>
      {query.isPending && <Skeleton height={96} role="status" aria-label={t('timeline.loading')} />}
      {query.isError && (
        <p className={classes.failed} role="alert">
          {failureText(query.error)}{' '}
          <button type="button" className={classes.retry} onClick={() => void query.refetch()}>
            {t('common.retry')}
          </button>
        </p>
      )}
      {query.isSuccess && groups.length === 0 && <p className={classes.quiet}>{t('timeline.empty')}</p>}
      <ol ref={listRef} className={classes.list}>
        {shown.map((group, index) => (
          <TimelineItem
            key={group.event.id}
            group={group}
            taskId={taskId}
            tabIndex={index === SHOWN ? -1 : undefined}
          />
        ))}
      </ol>
      {groups.length > shown.length && (
        <Button variant="subtle" size="xs" color="gray" onClick={() => setAll(true)}>
          {t('timeline.more', { count: groups.length - shown.length })}
        </Button>
      )}
    </div>
  );
});
