import { getTranslations } from 'next-intl/server';

import { unread } from '@/app/unread-page';
import { ExportsList } from '@/components/exports/exports-list';
import { PageHeading } from '@/components/ui/page-heading';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { getExports } from '@/lib/services/exports';

export const generateMetadata = orgMetadata('exports.read', async () => {
  const t = await getTranslations('exports');
  return { title: t('title') };
});

/** The files that the organization has asked for. */
export default orgPage('/exports', 'exports.read', unread, async ({ read }) => {
  const t = await getTranslations('exports');
  const first = await read(getExports);
  return (
    <>
      <PageHeading title={t('title')} note={t('note')} />
      <ExportsList first={first} />
    </>
  );
});
