import { getTranslations } from 'next-intl/server';

import { unread } from '@/app/unread-page';
import { ImportsPage } from '@/components/imports/imports-page';
import { Breadcrumb } from '@/components/shell/breadcrumb';
import { PageHeading } from '@/components/ui/page-heading';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { getImports } from '@/lib/services/imports';

export const generateMetadata = orgMetadata('tasks.import', async () => {
  const t = await getTranslations('imports');
  return { title: t('title') };
});

export default orgPage('/tasks/import', 'tasks.import', unread, async ({ read, person }) => {
  const t = await getTranslations();
  const initial = await read(getImports);
  return (
    <>
      <PageHeading
        above={
          <Breadcrumb label={t('receipts.breadcrumb')} links={[{ href: '/tasks', text: t('tasks.title') }]} />
        }
        title={t('imports.title')}
      />
      <ImportsPage initial={initial} organizationId={person.organizationId} />
    </>
  );
});
