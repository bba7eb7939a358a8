'use client';

import { Button } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { useId, type ReactNode } from 'react';

import { formatDateMinute } from '@/lib/i18n/format';
import type { FollowUpState, FollowUpValues } from '@/lib/follow-ups/schemas';

import { changedSpan } from '../autosave/changed-span';
import classes from './follow-up-editor.module.css';

/** What somebody else saved meanwhile beside what is written here, where the two differ; and the choice. */
export function FollowUpConflict({
  theirs,
  theirValues,
  mine,
  beside,
  onMine,
  onTheirs,
}: {
  theirs: FollowUpState;
  theirValues: FollowUpValues;
  mine: FollowUpValues;
  /** Mine becomes a follow-up of its own, theirs stays. */
  beside: boolean;
  onMine: () => void;
  onTheirs: () => void;
}) {
  const t = useTranslations('followUps.conflict');
  const locale = useLocale();
  const titleId = useId();
  const who = theirs.byMe ? t('byMe') : (theirs.followUp?.by ?? t('bySomebody'));
  const differing = useDifferences(theirValues, mine);
  return (
    <section className={classes.conflict} role="alert" aria-labelledby={titleId}>
      <p id={titleId} className={classes.conflictTitle}>
        {theirs.savedAt
          ? t('title', { who, time: formatDateMinute(theirs.savedAt, locale) })
          : t('titleNoTime', { who })}
      </p>
      <table className={classes.differences}>
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            <th scope="col">{t(theirs.byMe ? 'otherWindow' : 'theirs')}</th>
            <th scope="col">{t(theirs.byMe ? 'thisWindow' : 'mine')}</th>
          </tr>
        </thead>
        <tbody>
          {differing.map(({ name, theirs: one, mine: other }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{one}</td>
              <td>{other}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.choose}>
        <Button size="xs" onClick={onMine}>
          {t(beside ? 'keepBoth' : theirs.byMe ? 'keepThisWindow' : 'keepMine')}
        </Button>
        <Button size="xs" variant="default" onClick={onTheirs}>
          {t(theirs.byMe ? 'keepOtherWindow' : 'takeTheirs')}
        </Button>
      </div>
    </section>
  );
}

const INTERESTS = new Map([
  [null, 'unknown'],
  [0, 'cannotTell'],
  [1, 'interested'],
  [2, 'notInterested'],
] as const);

function useDifferences(theirs: FollowUpValues, mine: FollowUpValues) {
  const t = useTranslations();
  const locale = useLocale();
  const rows: { name: string; theirs: ReactNode; mine: ReactNode }[] = [];
  if (theirs.remark !== mine.remark) {
    const { start, a, b, end } = changedSpan(theirs.remark, mine.remark);
    const text = (middle: string) => (
      <span className={classes.remark}>
        {start}
        {middle && <mark className={classes.changed}>{middle}</mark>}
        {end}
        {!(start + middle + end) && t('followUps.noRemark')}
      </span>
    );
    rows.push({ name: t('followUps.remark'), theirs: text(a), mine: text(b) });
  }
  const add = <T,>(name: string, one: T, other: T, show: (value: T) => string) => {
    if (one !== other) rows.push({ name, theirs: show(one), mine: show(other) });
  };
  add(t('job.facts.interest'), theirs.interest, mine.interest, (code) => {
    const known = INTERESTS.get(code as 0);
    return known ? t(`job.interest.${known}`) : String(code);
  });
  add(t('followUps.next'), theirs.nextFollowTime, mine.nextFollowTime, (time) =>
    time === null ? t('common.none') : formatDateMinute(time, locale),
  );
  add(t('followUps.arrive'), theirs.isArrive, mine.isArrive, (code) => {
    if (code === null) return t('followUps.arriveUnknown');
    if (code === 1) return t('followUps.arrived');
    return code === 0 ? t('followUps.notArrived') : t('followUps.arriveOther', { code });
  });
  return rows;
}
