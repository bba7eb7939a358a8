import { getTranslations } from 'next-intl/server';

import { unread } from '@/app/unread-page';
import { TeamTable } from '@/components/follow-ups/lists/team-table';
import { PageHeading } from '@/components/ui/page-heading';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { teamWorkload } from '@/lib/services/owners';

export const generateMetadata = orgMetadata('leads.assign', async () => {
  const t = await getTranslations('workload');
  return { title: t('teamTitle') };
});

/** Who follows up how much, and who is behind. */
export default orgPage('/follow-ups/people', 'leads.assign', unread, async ({ read }) => {
  const t = await getTranslations('workload');
  const people = await read(teamWorkload);
  return (
    <>
      <PageHeading title={t('teamTitle')} note={t('teamNote')} />
      <TeamTable people={people} />
    </>
  );
});
