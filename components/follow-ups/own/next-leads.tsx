'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';

import { RowLink } from '@/components/ui/list/row-link';
import { StateScreen } from '@/components/ui/screens/state-screen';
import type { OwnLead } from '@/lib/jobs/owners/deeds';
import type { Workload } from '@/lib/jobs/owners/owners';

import { DueTime } from '../lists/due-time';
import { ownLeadHref } from './own-lead-href';
import classes from './own.module.css';

/** What is due by tonight, the longest overdue first, then what is new; without any, what one can do instead. */
export function NextLeads({ leads, load }: { leads: readonly OwnLead[]; load: Workload }) {
  const t = useTranslations();
  const heading = (
    <h2 id="next-leads" className={classes.heading}>
      {t('mine.next')}
    </h2>
  );
  if (leads.length === 0) {
    const kind = load.leads === 0 ? 'none' : 'nothingDue';
    return (
      <section aria-labelledby="next-leads" className={classes.leads}>
        {heading}
        <StateScreen kind="empty" title={t(`mine.empty.${kind}.title`)} text={t(`mine.empty.${kind}.text`)}>
          <Button component={Link} href="/tasks" variant="default" size="compact-sm">
            {t('mine.empty.tasks')}
          </Button>
          {load.leads > 0 && (
            <Button component={Link} href="/jobs?owner=me" variant="default" size="compact-sm">
              {t('mine.empty.own')}
            </Button>
          )}
        </StateScreen>
      </section>
    );
  }
  return (
    <section aria-labelledby="next-leads" className={classes.leads}>
      {heading}
      <ul className={classes.list}>
        {leads.map((lead) => (
          <li key={lead.rowId} className={classes.item}>
            <span className={classes.when}>
              {lead.due && lead.part !== 'fresh' ? (
                <DueTime time={lead.due} told />
              ) : (
                <span className={classes.fresh}>{t('mine.parts.fresh')}</span>
              )}
            </span>
            <span className={classes.who}>
              <RowLink href={ownLeadHref(lead)} className={classes.link}>
                {lead.leadsName || t('job.unnamed')}
              </RowLink>{' '}
              <span className={classes.minor}>{lead.phoneMasked}</span>
              <span className={classes.minor}>{lead.taskName || t('tasks.unnamed')}</span>
            </span>
            <span className={classes.remark}>{lead.remark}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
