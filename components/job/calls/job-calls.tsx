'use client';

import { useTranslations } from 'next-intl';

import { ShortTime } from '@/components/ui/time/time-ago';
import { useFailureText } from '@/components/ui/use-failure-text';

import { CopyId } from '@/components/ui/copy-id';
import type { Attempt } from './job-attempts';
import { JobCall } from './job-call';
import classes from './job-calls.module.css';
import type { SelectedCall } from './use-selected-call';

/** Every call of a job, the newest first, each with its own sound and words. */
export function JobCalls({
  shown,
  onRead,
  onPlay,
}: {
  shown: SelectedCall;
  onRead: (attempt: Attempt) => void;
  onPlay: (attempt: Attempt) => void;
}) {
  const t = useTranslations('job.calls');
  const { attempts, described, other } = shown;
  const place = other ? null : 'row';
  return (
    <>
      <DetailsState described={described} />
      {attempts.length === 0 && !described.isFetching && <p className={classes.quiet}>{t('empty')}</p>}
      <ol className={classes.calls} reversed>
        {attempts.toReversed().map((attempt) => (
          <JobCall
            key={attempt.number}
            attempt={attempt}
            source={shown.sourceOf(attempt)}
            only={attempts.length === 1}
            isShown={place === attempt.place || other === attempt}
            onRead={() => onRead(attempt)}
            onPlay={() => onPlay(attempt)}
          />
        ))}
      </ol>
    </>
  );
}

/** How far the provider's details are: on their way, told when, or why not, with what is known shown all the same. */
function DetailsState({ described: query }: { described: SelectedCall['described'] }) {
  const t = useTranslations();
  const failureText = useFailureText();
  const { data, error, isFetching, refetch } = query;
  const failed = data?.error ?? null;
  const at = data?.described_at ?? null;

  if (isFetching) {
    return (
      <p className={classes.state} role="status">
        {t('job.calls.asking')}
      </p>
    );
  }
  if (!failed && !error) {
    if (at === null) return null;
    return (
      <p className={classes.state}>
        <span>{t.rich('job.calls.toldAt', { time: () => <ShortTime time={at} /> })}</span>
      </p>
    );
  }
  return (
    <div className={classes.state} role="status" data-failed>
      <span>
        {failed ? t('job.calls.failed', { code: failed.code }) : failureText(error)}{' '}
        {at === null
          ? t('job.calls.knownFromRow')
          : t.rich('job.calls.knownFrom', { time: () => <ShortTime time={at} /> })}
      </span>
      {failed?.requestId && <CopyId id={failed.requestId} short />}
      <button type="button" className={classes.retry} onClick={() => void refetch()}>
        {t('common.retry')}
      </button>
    </div>
  );
}
