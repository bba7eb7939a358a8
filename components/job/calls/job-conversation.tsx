'use client';

import { Button, Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import { Conversation, type WithoutWords } from '@/components/conversation/conversation';
import type { ConversationState } from '@/components/conversation/use-conversation';
import type { JobDetail } from '@/lib/jobs/schemas';
import { isTerminal } from '@/lib/values/provider-words';

import { JobSummary } from '../frame/job-parts';
import classes from '../frame/job-view.module.css';
import type { SelectedCall } from './use-selected-call';

/** What was said in the call that is shown, or that it is on its way, or not told. The summary is of the job's last one. */
export function JobConversation({
  shown,
  conversation,
  summary,
  speech,
}: {
  shown: SelectedCall;
  conversation: ConversationState;
  summary: JobDetail['summary'];
  /** What the sound tells of the call. */
  speech: ReactNode;
}) {
  const t = useTranslations();
  const { described, words, source } = shown;
  if (words === 'loading') {
    return (
      <div role="status" aria-label={t('job.calls.loading')}>
        <Skeleton height={36} width="60%" mb="xs" />
        <Skeleton height={36} width="45%" ml="auto" />
      </div>
    );
  }
  if (words === 'unknown') {
    return (
      <p className={classes.quiet}>
        {t('job.calls.unknownWords')}{' '}
        <Button variant="default" size="compact-xs" onClick={() => void described.refetch()}>
          {t('common.retry')}
        </Button>
      </p>
    );
  }
  return (
    <>
      {summary.length > 0 && !shown.other && <JobSummary summary={summary} />}
      {speech}
      <Conversation key={source.key} conversation={conversation} without={withoutWords(shown)} />
    </>
  );
}

function withoutWords({ row, connected, refused, attempts }: SelectedCall): WithoutWords {
  if (row.jobId === null) return 'withoutId';
  if (refused) return 'refused';
  if (connected) return 'connected';
  return attempts.length === 0 && !isTerminal(row.callStatus) ? 'notDialled' : 'never';
}
