import { getTranslations } from 'next-intl/server';

import { unread } from '@/app/unread-page';
import { TeamPeriods } from '@/components/follow-ups/lists/team-periods';
import { TeamTable } from '@/components/follow-ups/lists/team-table';
import { PageHeading } from '@/components/ui/page-heading';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { daysOf, periodOf, PERIODS, STEPS } from '@/lib/jobs/owners/periods';
import { teamWork } from '@/lib/services/owners';

export const generateMetadata = orgMetadata('leads.assign', async () => {
  const t = await getTranslations('workload');
  return { title: t('teamTitle') };
});

/** Who has what to do, who is behind, and who did what. */
export default orgPage('/follow-ups/people', 'leads.assign', unread, async ({ read, searchParams }) => {
  const t = await getTranslations('workload');
  const name = PERIODS.find((known) => known === searchParams.period) ?? 'today';
  const step = STEPS.find((known) => known === searchParams.by) ?? 'total';
  const period = periodOf(name, new Date());
  const people = await read(teamWork, period, step);
  return (
    <>
      <PageHeading title={t('teamTitle')} note={t('teamNote')} />
      <TeamPeriods period={name} step={step} days={daysOf(period)} />
      <TeamTable people={people} days={daysOf(period)} />
    </>
  );
});
