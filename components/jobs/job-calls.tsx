import { useTranslations } from 'next-intl';

import { Time } from '@/components/layout/time';
import { formatDuration } from '@/lib/i18n/format';
import type { Call } from '@/lib/jobs/schemas';

import { CallResultBadge } from './call-result-badge';
import classes from './job-view.module.css';

/** Every call of a job, the newest first: when, how it ended, how long, from and to which number. */
export function JobCalls({ calls }: { calls: readonly Call[] }) {
  const t = useTranslations('job.calls');
  if (calls.length === 0) return <p className={classes.quiet}>{t('empty')}</p>;
  return (
    <ol className={classes.calls} reversed>
      {calls
        .map((call, index) => ({ call, number: index + 1 }))
        .reverse()
        .map(({ call, number }) => (
          <li key={call.callId ?? number} className={classes.call}>
            <div className={classes.callHead}>
              <span className={classes.callNumber}>{t('number', { number })}</span>
              {number === calls.length && calls.length > 1 && (
                <span className={classes.minor}>{t('latest')}</span>
              )}
              <CallResultBadge result={call.result} />
              {call.result && <code>{call.result}</code>}
            </div>
            <dl className={classes.callFacts}>
              <CallTime label={t('when')} time={call.actualTime} />
              <CallTime label={t('planned')} time={call.plannedTime} />
              <CallFact
                label={t('duration')}
                value={call.durationMs === null ? null : formatDuration(call.durationMs)}
              />
              <CallFact label={t('calling')} value={call.callingNumberMasked} />
              <CallFact label={t('called')} value={call.calledNumberMasked} />
            </dl>
          </li>
        ))}
    </ol>
  );
}

function CallTime({ label, time }: { label: string; time: string | null }) {
  if (!time) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <Time time={time} />
      </dd>
    </div>
  );
}

function CallFact({ label, value }: { label: string; value: string | null }) {
  if (value === null) return null;
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
