import { getTranslations } from 'next-intl/server';

import { unread } from '@/app/unread-page';
import { AuditFilters } from '@/components/audit/audit-filters';
import { AuditList } from '@/components/audit/audit-list';
import { PageHeading } from '@/components/ui/page-heading';
import { StateScreen } from '@/components/ui/screens/state-screen';
import { auditQuery } from '@/lib/audit/audit-input';
import { loadAuditSearch, serializeAuditSearch } from '@/lib/audit/search-params';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { getAudit, getAuditPeople } from '@/lib/services/audit';

export const generateMetadata = orgMetadata('audit.read', async () => {
  const t = await getTranslations('audit');
  return { title: t('title') };
});

/** Who saw, played, took, exported, changed and steered what. */
export default orgPage('/audit', 'audit.read', unread, async ({ read, searchParams }) => {
  const t = await getTranslations('audit');
  const { before, ...filter } = loadAuditSearch(searchParams);
  const given = Object.entries({ before, ...filter }).filter(([, value]) => value !== null);
  const query = auditQuery.safeParse(Object.fromEntries(given));
  const [people, page] = await Promise.all([
    read(getAuditPeople),
    query.success ? read(getAudit, query.data) : null,
  ]);
  return (
    <>
      <PageHeading title={t('title')} note={t('note')} />
      <AuditFilters people={people}>
        {page ? (
          <AuditList
            page={page}
            olderHref={page.next && serializeAuditSearch('/audit', { ...filter, before: page.next })}
            newestHref={before && serializeAuditSearch('/audit', filter)}
          />
        ) : (
          <StateScreen kind="empty" title={t('unknown.title')} text={t('unknown.text')} />
        )}
      </AuditFilters>
    </>
  );
});
