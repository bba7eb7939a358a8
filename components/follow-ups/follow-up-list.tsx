import { useTranslations } from 'next-intl';

import { Time } from '@/components/layout/time';
import type { FollowData } from '@/lib/jobs/schemas';

import classes from './follow-up-list.module.css';

/** A lead's follow-ups, the one that holds first, earlier ones below. */
export function FollowUpList({ followUps }: { followUps: readonly FollowData[] }) {
  const t = useTranslations('followUps');
  const [latest, ...earlier] = followUps;
  if (!latest) return <p className={classes.empty}>{t('empty')}</p>;
  return (
    <>
      <FollowUp followUp={latest} latest />
      {earlier.length > 0 && (
        <>
          <h4 className={classes.earlier}>{t('earlier', { count: earlier.length })}</h4>
          <ol className={classes.list}>
            {earlier.map((followUp) => (
              <li key={followUp.id}>
                <FollowUp followUp={followUp} />
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function FollowUp({ followUp, latest = false }: { followUp: FollowData; latest?: boolean }) {
  const t = useTranslations('followUps');
  const { leads_remark: remark, is_arrive: arrived } = followUp;
  const times = [
    { label: t('next'), time: followUp.next_follow_time },
    { label: t('newTime'), time: followUp.new_follow_time },
  ].filter((entry): entry is { label: string; time: string } => entry.time !== null);

  return (
    <article className={latest ? classes.latest : classes.followUp}>
      <div className={classes.at}>
        {followUp.follow_time ? <Time time={followUp.follow_time} precision="minute" /> : t('noTime')}
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
