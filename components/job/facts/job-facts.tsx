'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import { jobHref } from '@/components/job-context/job-href';
import { ShortTime, TimeAgo } from '@/components/ui/time/time-ago';
import { Time } from '@/components/ui/time/time';
import { toneVar, VERDICT_TONES } from '@/components/ui/theme';
import { formatDuration } from '@/lib/i18n/format';
import type { JobDetail } from '@/lib/jobs/schemas';
import type { Verdict } from '@/lib/receipts/schemas';

import { CallResultBadge } from '@/components/ui/call-result-badge';
import { CopyNamedId } from '@/components/ui/copy-id';
import { CallStatusBadge } from '@/components/ui/call-status-badge';
import classes from '../frame/job-view.module.css';

const INTEREST = { 0: 'cannotTell', 1: 'interested', 2: 'notInterested' } as const;

/** Both statuses in words, each with the provider's own code beside it. */
export function JobStatuses({
  row,
  told,
}: {
  row: JobDetail['row'];
  /** How the row's call ended as the provider tells it now, for a row that no refresh has reached yet. */
  told: string | null;
}) {
  const t = useTranslations('job');
  const result = row.callResult ?? told;
  return (
    <dl className={classes.statuses}>
      <div>
        <dt>{t('callStatus')}</dt>
        <dd>
          <CallStatusBadge status={row.callStatus} />
          {row.callStatus && <code>{row.callStatus}</code>}
        </dd>
      </div>
      <div>
        <dt>{t('callResult')}</dt>
        <dd>
          {result ? <CallResultBadge result={result} /> : <span>{t('noResult')}</span>}
          {result && <code>{result}</code>}
        </dd>
      </div>
    </dl>
  );
}

/** When we asked, when our data changed, what time the provider says: three clocks that are never the same thing. */
export function JobClocks({ row }: { row: JobDetail['row'] }) {
  const t = useTranslations('job.clocks');
  const clocks = [
    { name: 'checked', time: row.checkedAt },
    { name: 'changed', time: row.changedAt },
    { name: 'provider', time: row.providerTime },
  ] as const;
  return (
    <dl className={classes.clocks} aria-label={t('label')}>
      {clocks.map(({ name, time }) => (
        <div key={name} title={t(`${name}Hint`)}>
          <dt>
            {t(name)}
            {name === 'checked' && row.lastVerdict && <ClockVerdict verdict={row.lastVerdict} />}
          </dt>
          <dd>
            {time ? <TimeAgo time={time} /> : t('never')}
            {time && (
              <small>
                <ShortTime time={time} />
              </small>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ClockVerdict({ verdict }: { verdict: Verdict }) {
  const t = useTranslations();
  return (
    <span
      className={classes.verdict}
      style={{ color: toneVar(VERDICT_TONES[verdict], 'fg') }}
      title={t(`verdictHints.${verdict}`)}
    >
      {t(`verdicts.${verdict}`)}
    </span>
  );
}

/** The rest of what is known of the row in a few words each. */
export function JobFacts({ detail: { row, task } }: { detail: JobDetail }) {
  const t = useTranslations();
  const isElsewhere = usePathname() !== `/tasks/${task.id}`;
  const none = t('common.none');
  const interest =
    row.isInterested === null ? 'unknown' : INTEREST[row.isInterested as keyof typeof INTEREST];
  return (
    <dl className={classes.facts}>
      {isElsewhere && (
        <Fact label={t('job.facts.task')}>
          <Link href={jobHref(task.id, row.rowId) as Route}>{task.name || t('tasks.unnamed')}</Link>
        </Fact>
      )}
      <Fact label={t('job.facts.planned')}>{row.plannedTime ? <Time time={row.plannedTime} /> : none}</Fact>
      <Fact label={t('job.facts.duration')}>
        {row.durationMs === null ? none : formatDuration(row.durationMs)}
      </Fact>
      <Fact label={t('job.facts.callingNumber')}>{row.callingNumberMasked ?? none}</Fact>
      {row.owner && <Fact label={t('job.facts.owner')}>{row.owner.name}</Fact>}
      <Fact label={t('job.facts.interest')}>
        {interest ? t(`job.interest.${interest}`) : String(row.isInterested)}
      </Fact>
    </dl>
  );
}

/** The ids under which other systems know this row. */
export function JobIds({ row }: { row: JobDetail['row'] }) {
  const t = useTranslations();
  return (
    <div className={classes.facts}>
      {row.jobId !== null && <CopyNamedId name={t('job.facts.jobId')} id={row.jobId} />}
      {row.leadsId !== null && <CopyNamedId name={t('job.facts.leadsId')} id={row.leadsId} />}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
