'use client';

import { VisuallyHidden } from '@mantine/core';
import {
  IconCalendarTime,
  IconDownload,
  IconEye,
  IconNote,
  IconPencil,
  IconPhone,
  IconPlayerPlay,
  IconUserPlus,
  IconUserShare,
} from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import Link from 'next/link';

import { useChangeText } from '@/components/receipts/use-change-text';
import { CallResultBadge } from '@/components/ui/call-result-badge';
import { Time } from '@/components/ui/time/time';
import { formatDateMinute, formatDuration } from '@/lib/i18n/format';
import type { TimelineEvent } from '@/lib/jobs/schemas';
import type { DbId } from '@/lib/values/db-id';

import classes from './job-timeline.module.css';
import type { TimelineGroup } from './timeline-groups';

const ICONS = {
  created: IconUserPlus,
  planned: IconCalendarTime,
  call: IconPhone,
  changed: IconPencil,
  follow_up: IconNote,
  played: IconPlayerPlay,
  downloaded: IconDownload,
  revealed: IconEye,
  assigned: IconUserShare,
} as const satisfies Record<TimelineEvent['kind'], unknown>;

const INTERESTS = { null: 'unknown', 0: 'cannotTell', 1: 'interested', 2: 'notInterested' } as const;

/** One thing that happened: what, when, who, and what became different. */
export function TimelineItem({
  group,
  taskId,
  tabIndex,
}: {
  group: TimelineGroup;
  taskId: DbId;
  tabIndex?: number | undefined;
}) {
  const t = useTranslations('timeline');
  const { event, count } = group;
  const Icon = ICONS[event.kind];
  return (
    <li className={classes.item} data-kind={event.kind} tabIndex={tabIndex}>
      <span className={classes.icon} aria-hidden>
        <Icon size={14} stroke={1.6} />
      </span>
      <div className={classes.body}>
        <div className={classes.line}>
          <span className={classes.what}>
            {event.undone ? t('undone') : t(`kinds.${event.kind}`)}
            {count > 1 && <span className={classes.minor}> {t('times', { count })}</span>}
          </span>
          <span className={classes.minor}>
            <Time time={event.at} />
          </span>
          {event.by && (
            <span className={classes.minor}>
              {event.by}
              {event.via === 'token' && ` ${t('viaToken')}`}
            </span>
          )}
          {event.receiptId && (
            <Link
              href={`/tasks/${taskId}/receipts/${event.receiptId}`}
              className={classes.link}
              prefetch={false}
            >
              {t('receipt')}
            </Link>
          )}
        </div>
        <Details event={event} />
      </div>
    </li>
  );
}

function Details({ event }: { event: TimelineEvent }) {
  const t = useTranslations();
  const locale = useLocale();
  const { changes = [], call, followUp, interest, owner, reason } = event;
  const nameOf = (code: number | null) => {
    const known = INTERESTS[String(code) as keyof typeof INTERESTS];
    return known ? t(`job.interest.${known}`) : String(code);
  };
  return (
    <>
      {call && (
        <div className={classes.detail}>
          <CallResultBadge result={call.result} />{' '}
          {call.durationMs !== null && <span>{formatDuration(call.durationMs)}</span>}
        </div>
      )}
      {changes.length > 0 && (
        <ul className={classes.changes}>
          {changes.map((change) => (
            <Change key={change.field} change={change} />
          ))}
        </ul>
      )}
      {followUp?.leads_remark && <p className={classes.remark}>{followUp.leads_remark}</p>}
      {followUp?.next_follow_time && (
        <div className={classes.detail}>
          {t('followUps.next')} {formatDateMinute(followUp.next_follow_time, locale)}
        </div>
      )}
      {interest && (
        <div className={classes.detail}>
          {t('job.facts.interest')} <FromTo from={nameOf(interest.from)} to={nameOf(interest.to)} />
        </div>
      )}
      {owner && (
        <div className={classes.detail}>
          <FromTo from={owner.from ?? t('owners.nobody')} to={owner.to ?? t('owners.nobody')} />
        </div>
      )}
      {reason && <div className={classes.detail}>{t('timeline.reason', { reason })}</div>}
    </>
  );
}

function Change({ change }: { change: NonNullable<TimelineEvent['changes']>[number] }) {
  const t = useTranslations('receipt.fields');
  const { from, to, said } = useChangeText()(change);
  return (
    <li>
      <span className={classes.minor}>{t(change.field)}</span>{' '}
      {said ? <ins className={classes.new}>{said}</ins> : <FromTo from={from} to={to} />}
    </li>
  );
}

function FromTo({ from, to }: { from: string; to: string }) {
  const t = useTranslations('receipt');
  return (
    <>
      <del className={classes.old}>{from}</del>
      <span className={classes.arrow} aria-hidden>
        {' → '}
      </span>
      <VisuallyHidden> {t('becomes')} </VisuallyHidden>
      <ins className={classes.new}>{to}</ins>
    </>
  );
}
