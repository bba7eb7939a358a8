import { useTranslations } from 'next-intl';

import { Time } from '@/components/ui/time/time';
import type { FollowUpEntry } from '@/lib/follow-ups/schemas';
import type { DbId } from '@/lib/values/db-id';

import classes from './follow-up-list.module.css';

/** A lead's other follow-ups, the newest first; `onGoOn` changes the one that holds instead of beginning a new one. */
export function EarlierFollowUps({
  followUps,
  currentId,
  onGoOn,
  isLast = false,
}: {
  followUps: readonly FollowUpEntry[];
  currentId: DbId | null;
  onGoOn: (() => void) | null;
  /** The newest one, by itself. */
  isLast?: boolean;
}) {
  const t = useTranslations('followUps');
  if (followUps.length === 0) return null;
  return (
    <>
      <h4 className={classes.earlier}>{isLast ? t('last') : t('earlier', { count: followUps.length })}</h4>
      <ol className={classes.list}>
        {followUps.map((followUp) => (
          <li key={followUp.id}>
            <FollowUp followUp={followUp} onGoOn={followUp.id === currentId ? onGoOn : null} />
          </li>
        ))}
      </ol>
    </>
  );
}

function FollowUp({ followUp, onGoOn }: { followUp: FollowUpEntry; onGoOn: (() => void) | null }) {
  const t = useTranslations('followUps');
  const { leads_remark: remark, is_arrive: arrived } = followUp;
  const times = [
    { label: t('next'), time: followUp.next_follow_time },
    { label: t('newTime'), time: followUp.new_follow_time },
  ].filter((entry): entry is { label: string; time: string } => entry.time !== null);

  return (
    <article className={classes.followUp}>
      <div className={classes.at}>
        {followUp.follow_time ? <Time time={followUp.follow_time} precision="minute" /> : t('noTime')}
        {followUp.by && <span>{followUp.by}</span>}
        {onGoOn && (
          <button type="button" className={classes.goOn} onClick={onGoOn}>
            {t('goOn')}
          </button>
        )}
      </div>
      <p className={remark ? classes.remark : classes.noRemark}>{remark || t('noRemark')}</p>
      {(times.length > 0 || arrived !== null) && (
        <dl className={classes.facts}>
          {times.map(({ label, time }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <Time time={time} precision="minute" />
              </dd>
            </div>
          ))}
          {arrived !== null && (
            <div>
              <dt>{t('arrive')}</dt>
              <dd>
                {arrived === 1
                  ? t('arrived')
                  : arrived === 0
                    ? t('notArrived')
                    : t('arriveOther', { code: arrived })}
              </dd>
            </div>
          )}
        </dl>
      )}
    </article>
  );
}
