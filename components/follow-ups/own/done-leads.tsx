import { useLocale, useTranslations } from 'next-intl';

import { jobHref } from '@/components/job-context/job-href';
import { RowLink } from '@/components/ui/list/row-link';
import { ShortTime } from '@/components/ui/time/time-ago';
import { formatNumber } from '@/lib/i18n/format';
import type { DoneLead, ListedDeed } from '@/lib/jobs/owners/deeds';

import classes from './own.module.css';

/** The leads of one of the day's numbers, what was done last first. @param number of all of them */
export function DoneLeads({
  deed,
  leads,
  number,
}: {
  deed: ListedDeed;
  leads: readonly DoneLead[];
  number: number;
}) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <section aria-labelledby="done-leads" className={classes.wide}>
      <h2 id="done-leads" className={classes.heading}>
        {t(`mine.did.${deed}`)}
        <span className={classes.minor}>
          {number > leads.length
            ? t('mine.newest', { number: formatNumber(leads.length, locale) })
            : formatNumber(number, locale)}
        </span>
      </h2>
      {leads.length === 0 && <p className={classes.nothing}>{t('mine.nothingYet')}</p>}
      <ul className={classes.list}>
        {leads.map(({ rowId, taskId, callId, at, leadsName, phoneMasked, taskName, remark }) => (
          <li key={`${rowId} ${callId}`} className={classes.item}>
            <span className={classes.when}>
              <ShortTime time={at} />
            </span>
            <span className={classes.who}>
              <RowLink href={jobHref(taskId, rowId, { callId })} className={classes.link}>
                {leadsName || t('job.unnamed')}
              </RowLink>{' '}
              <span className={classes.minor}>{phoneMasked}</span>
              <span className={classes.minor}>{taskName || t('tasks.unnamed')}</span>
            </span>
            <span className={classes.remark}>{remark}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
