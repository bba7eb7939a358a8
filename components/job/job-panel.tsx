'use client';

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState } from 'react';

import { useJobKeys } from '@/components/job-context/use-job-keys';
import { useWalk } from '@/components/job-context/use-walk';
import { useWalkedSelection } from '@/components/job-context/use-walked-selection';
import { WorkProvider } from '@/components/job-context/work';
import { OfflineScreen } from '@/components/ui/screens/offline-screen';
import { StateScreen } from '@/components/ui/screens/state-screen';
import { useFailureText } from '@/components/ui/use-failure-text';
import { fetchJson, RequestFailed } from '@/lib/browser/fetch-json';
import { onDemand } from '@/lib/browser/on-demand';
import { whenIdle } from '@/lib/browser/when-idle';
import { jobPlaceQuery, jobQuery } from '@/lib/jobs/detail/job-queries';
import type { DbId } from '@/lib/values/db-id';

import { JobBody } from './job-body';
import { JobFrame } from './frame/job-frame';
import { JobHeader } from './job-header';
import { JobRefreshResult } from './refresh/job-refresh-result';
import { JobSkeleton } from './frame/job-skeleton';
import classes from './frame/job-view.module.css';
import { useWorkThrough } from './use-work-through';

/** Looked at now and then: not worth its bytes before. */
const [ShortcutsSheet] = onDemand(() =>
  import('@/components/shell/shortcuts-sheet').then((module) => module.ShortcutsSheet),
);

export type JobPanelProps = {
  rowId: DbId;
  startAt: number | null;
  /** The rows that J and K go through; those of the job's own task where it is not among them. */
  walk: readonly DbId[];
  /** The address of the walk that is worked through; null: the job is open by itself. */
  worklist: string | null;
  onGo: (rowId: DbId, callId?: string | null) => void;
  onOpen: (rowId: DbId, hit?: number, options?: { work: boolean }) => void;
  onClose: () => void;
};

/** One open job: read, told why it cannot be read, or on its way. */
export function JobPanel({ rowId, startAt, walk: rows, worklist, onGo, onOpen, onClose }: JobPanelProps) {
  const panelRef = useRef<HTMLElement>(null);
  const refreshRef = useRef<HTMLButtonElement>(null);
  const headingId = useId();
  const queryClient = useQueryClient();
  const query = useQuery(jobQuery(rowId, fetchJson));
  const [help, setHelp] = useState(false);
  const focusedBeforeHelp = useRef<Element | null>(null);
  const openHelp = () => {
    if (!help) focusedBeforeHelp.current = document.activeElement;
    setHelp(true);
  };
  const detail = query.data;
  const list = useWalk(worklist);
  const walk = list?.rowIds ?? rows;
  const at = walk.indexOf(rowId);
  const selection = useWalkedSelection();
  const { data: place } = useQuery({
    ...jobPlaceQuery(rowId, selection, fetchJson),
    enabled: selection !== '' && at < 0,
  });
  const beside = selection ? place : detail;
  const previous = (at < 0 ? beside?.previousRowId : walk[at - 1]) ?? null;
  const next = (at < 0 ? beside?.nextRowId : walk[at + 1]) ?? null;

  const work = useWorkThrough({
    panelRef,
    worklist,
    next,
    at: at < 0 ? null : at + 1,
    total: list?.total,
    onGo,
    onOpen,
    onClose,
  });

  // The neighbours are fetched ahead, so that one key shows them at once; after the job itself has been shown.
  useEffect(
    () =>
      whenIdle(() => {
        for (const neighbour of [next, previous]) {
          if (neighbour === null) continue;
          void queryClient.prefetchQuery(jobQuery(neighbour, fetchJson));
          if (selection) void queryClient.prefetchQuery(jobPlaceQuery(neighbour, selection, fetchJson));
        }
      }),
    [queryClient, next, previous, selection],
  );

  // The list of keys is gone with its closing, and what was focused in it.
  useEffect(() => {
    const before = focusedBeforeHelp.current;
    if (help || !before) return;
    focusedBeforeHelp.current = null;
    if (before instanceof HTMLElement && before !== document.body) before.focus({ preventScroll: true });
  }, [help]);

  // What was focused may have gone, with the job before or a dialog.
  useEffect(() => {
    if (document.activeElement === document.body) panelRef.current?.focus({ preventScroll: true });
  }, [rowId, detail, help]);

  useJobKeys({
    panelRef,
    onEscape: onClose,
    onCommand: (command) => {
      if (command.type === 'help') {
        openHelp();
        return true;
      }
      if (command.type !== 'job') return false;
      const target = command.direction > 0 ? next : previous;
      if (target !== null) onGo(target);
      return true;
    },
  });

  return (
    <WorkProvider work={work}>
      <JobFrame panelRef={panelRef} labelledBy={headingId} works={work !== null} onClose={onClose}>
        <JobHeader
          headingId={headingId}
          refreshRef={refreshRef}
          detail={detail ?? null}
          panelRef={panelRef}
          place={list && at >= 0 ? { at: at + 1, total: list.total } : null}
          onPrevious={previous === null ? null : () => onGo(previous)}
          onNext={next === null ? null : () => onGo(next)}
          onClose={onClose}
        />
        {detail && <JobRefreshResult key={`refresh-${rowId}`} detail={detail} buttonRef={refreshRef} />}
        {detail ? (
          <JobBody
            key={rowId}
            detail={detail}
            startAt={startAt}
            panelRef={panelRef}
            onGo={onGo}
            onHelp={openHelp}
          />
        ) : query.isError ? (
          <JobFailure error={query.error} busy={query.isFetching} onRetry={() => void query.refetch()} />
        ) : query.fetchStatus === 'paused' ? (
          <OfflineScreen />
        ) : (
          <JobSkeleton />
        )}
      </JobFrame>
      {help && <ShortcutsSheet opened onClose={() => setHelp(false)} />}
    </WorkProvider>
  );
}

function JobFailure({ error, busy, onRetry }: { error: unknown; busy: boolean; onRetry: () => void }) {
  const t = useTranslations();
  const failureText = useFailureText();
  const failed = error instanceof RequestFailed ? error : null;
  if (failed?.kind === 'not_found' || failed?.kind === 'invalid_input') {
    return <StateScreen kind="not-found" title={t('job.notFound.title')} text={t('job.notFound.text')} />;
  }
  return (
    <StateScreen
      kind="error"
      title={t('job.error.title')}
      text={
        <>
          <span className={classes.line}>{failureText(error)}</span>
          <span className={classes.line}>{t('job.error.text')}</span>
          {failed?.traceId && (
            <span className={classes.line}>{t('errors.reference', { id: failed.traceId })}</span>
          )}
        </>
      }
    >
      <Button loading={busy} onClick={onRetry}>
        {t('common.retry')}
      </Button>
    </StateScreen>
  );
}
