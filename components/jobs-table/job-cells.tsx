'use client';

import { VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconPencil,
  IconPlayerPlayFilled,
  IconPlayerTrackNext,
  IconQuestionMark,
} from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import { compactTime } from '@/components/job-context/job-texts';
import type { RowResult } from '@/components/receipts/refresh-outcome';
import { useChangeText } from '@/components/receipts/use-change-text';
import { useReasonText } from '@/components/receipts/use-reason-text';
import { toneVar, VERDICT_TONES } from '@/components/ui/theme';
import { formatDateMinute, formatDateTime, formatDuration } from '@/lib/i18n/format';
import type { JobRow } from '@/lib/jobs/schemas';
import type { FieldChange } from '@/lib/receipts/schemas';
import type { Verdict } from '@/lib/receipts/schemas';
import type { DbId } from '@/lib/values/db-id';

import classes from './jobs-table.module.css';

const VERDICT_ICONS = {
  updated: IconPencil,
  unchanged: IconCheck,
  not_returned: IconQuestionMark,
  superseded: IconPlayerTrackNext,
  invalid: IconAlertTriangle,
} as const satisfies Record<Verdict, unknown>;

/** A dash that says "nothing" without drawing the eye. */
export function Nothing() {
  const t = useTranslations('common');
  return <span className={classes.nothing}>{t('none')}</span>;
}

/** A time as short as the cell, whole on hover. `today` is the reader's day, which the server may see differently. */
export function CellTime({ time, today }: { time: string | null; today: string }) {
  const locale = useLocale();
  if (time === null) return <Nothing />;
  return (
    <time dateTime={time} title={formatDateTime(time, locale)} suppressHydrationWarning>
      {compactTime(time, today, locale)}
    </time>
  );
}

/** The value that a refresh replaced, above the one that is there now. */
export function Changed({
  change,
  today,
  children,
}: {
  change: FieldChange | undefined;
  today: string;
  children: ReactNode;
}) {
  const t = useTranslations('jobs');
  const locale = useLocale();
  const textOf = useChangeText();
  if (!change) return children;
  const { from, to, said } = textOf(change, (time) => compactTime(time, today, locale));
  const whole = textOf(change);
  const title = said ?? t('changedFromTo', { from: whole.from, to: whole.to });
  if (said) {
    return (
      <span className={classes.change} title={title}>
        <span className={classes.mark}>{said}</span>
        <ins className={classes.new}>{children}</ins>
      </span>
    );
  }
  // Of two times close to each other the cell alone would show one text twice.
  const isClose =
    change.field === 'planed_time' &&
    change.to !== null &&
    to !== compactTime(String(change.to), today, locale);
  return (
    <span className={classes.change} title={title}>
      <del className={classes.old}>
        <VisuallyHidden>{t('before')}</VisuallyHidden>
        {from}
      </del>
      <ins className={classes.new} data-close={isClose || undefined}>
        <VisuallyHidden>{t('now')}</VisuallyHidden>
        {isClose ? to : children}
      </ins>
    </span>
  );
}

/** When the row was last asked for and what came of it: ✓ 14:03:21 unchanged. */
export function CheckedCell({
  row,
  result,
  today,
  asOf,
}: {
  row: JobRow;
  result: RowResult | undefined;
  today: string;
  /** A newer check failed: the row is as old as this one. */
  asOf: boolean;
}) {
  const t = useTranslations();
  const reasonText = useReasonText();
  const verdict = result?.verdict ?? row.lastVerdict;
  if (!verdict) return <span className={classes.nothing}>{t('jobs.neverChecked')}</span>;
  const Icon = VERDICT_ICONS[verdict];
  const reason = result?.reason ? reasonText(result.reason) : null;
  if (asOf && row.checkedAt) {
    return (
      <span className={classes.check} data-as-of title={t(`verdicts.${verdict}`)}>
        <Icon size={14} stroke={2.2} aria-hidden />
        <span>{t.rich('jobs.asOf', { time: () => <CellTime time={row.checkedAt} today={today} /> })}</span>
      </span>
    );
  }
  return (
    <span
      className={classes.check}
      data-verdict={verdict}
      data-now={result ? '' : undefined}
      title={reason ?? t(`verdictHints.${verdict}`)}
    >
      <Icon size={14} stroke={2.2} color={toneVar(VERDICT_TONES[verdict], 'solid')} aria-hidden />
      {row.checkedAt && <CellTime time={row.checkedAt} today={today} />}
      <span
        className={classes.verdict}
        style={result ? { color: toneVar(VERDICT_TONES[verdict], 'fg') } : undefined}
      >
        {t(`verdicts.${verdict}`)}
      </span>
      {reason && verdict !== 'superseded' && <span className={classes.why}>{reason}</span>}
    </span>
  );
}

/** Opens the job and plays its recording; says why when there is none. */
export function RecordingCell({
  row,
  change,
  tabIndex,
  onPlay,
}: {
  row: JobRow;
  change: FieldChange | undefined;
  tabIndex: number;
  onPlay: (rowId: DbId) => void;
}) {
  const t = useTranslations('jobs.recording');
  if (row.recording === 'none') return <Nothing />;
  const name = row.leadsName ?? row.phoneMasked ?? '';
  const label = row.recording === 'stored' ? t('play', { name }) : t('try', { name });
  return (
    <button
      type="button"
      className={classes.play}
      data-possible={row.recording === 'possible' || undefined}
      data-changed={change ? '' : undefined}
      aria-label={change ? `${label} · ${t('changed')}` : label}
      title={change ? `${label} · ${t('changed')}` : label}
      tabIndex={tabIndex}
      onClick={() => onPlay(row.rowId)}
    >
      <IconPlayerPlayFilled size={12} aria-hidden />
    </button>
  );
}

/** How many turns, and the last words; both as text, whatever they contain. */
export function ConversationCell({ row, change }: { row: JobRow; change: FieldChange | undefined }) {
  const t = useTranslations('jobs');
  const textOf = useChangeText();
  if (row.conversationTurns === 0 && !change) return <Nothing />;
  const changed = change && textOf(change);
  return (
    <span className={classes.words} title={row.conversationPreview ?? undefined}>
      {changed ? (
        <span className={classes.turnsChanged}>
          {changed.said ? (
            <ins>{changed.said}</ins>
          ) : (
            <>
              <del>{changed.from}</del> → <ins>{changed.to}</ins>
            </>
          )}
        </span>
      ) : (
        <span className={classes.turns}>{t('turns', { count: row.conversationTurns })}</span>
      )}{' '}
      {row.conversationPreview}
    </span>
  );
}

const INTEREST = { 0: 'cannotTell', 1: 'interested', 2: 'notInterested' } as const;

/** The next date, the interest and the remark of the lead's follow-up. */
export function FollowUpCell({
  row: { followUp, isInterested, owner },
  today,
}: {
  row: JobRow;
  today: string;
}) {
  const t = useTranslations();
  const locale = useLocale();
  const interest = INTEREST[isInterested as keyof typeof INTEREST];
  const next = followUp?.next_follow_time ?? null;
  const remark = followUp?.leads_remark ?? null;
  if (!interest && !next && !remark && !owner) return <Nothing />;
  const parts = [
    owner && t('owners.of', { name: owner.name }),
    next && t('jobs.nextFollowUp', { time: formatDateMinute(next, locale) }),
    interest && t(`job.interest.${interest}`),
    remark,
  ].filter(Boolean);
  return (
    <span className={classes.words} title={parts.join(' · ')}>
      {owner && <span className={classes.owner}>{owner.name}</span>}
      {owner && (next || interest || remark) && ' · '}
      {next && (
        <span suppressHydrationWarning>
          {t('jobs.nextFollowUp', { time: compactTime(next, today, locale) })}
        </span>
      )}
      {next && (interest || remark) && ' · '}
      {interest && (
        <span className={classes.interest} data-interest={interest}>
          {t(`job.interest.${interest}`)}
        </span>
      )}
      {interest && remark && ' · '}
      {remark}
    </span>
  );
}

/** Whether the lead is interested, on its own. */
export function InterestCell({ row: { isInterested } }: { row: JobRow }) {
  const t = useTranslations('job.interest');
  const interest = INTEREST[isInterested as keyof typeof INTEREST];
  if (!interest) return <Nothing />;
  return (
    <span className={classes.interest} data-interest={interest}>
      {t(interest)}
    </span>
  );
}

/** What the robot noted under one of its names. */
export function LabelCell({ row: { labels }, name }: { row: JobRow; name: string }) {
  const value = labels.find((label) => label.name === name)?.value;
  return value ? <span title={value}>{value}</span> : <Nothing />;
}

/** How long the call was, below what it was before the refresh. */
export function DurationCell({ ms, change }: { ms: number | null; change: RowResult['duration'] }) {
  const t = useTranslations('jobs');
  const now = ms === null ? <Nothing /> : formatDuration(ms);
  if (!change) return now;
  return (
    <span className={classes.change} data-end>
      <del className={classes.old}>
        <VisuallyHidden>{t('before')}</VisuallyHidden>
        {change.from === null ? <Nothing /> : formatDuration(change.from)}
      </del>
      <ins className={classes.new}>
        <VisuallyHidden>{t('now')}</VisuallyHidden>
        {now}
      </ins>
    </span>
  );
}
