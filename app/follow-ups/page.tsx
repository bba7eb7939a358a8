import { randomUUID } from 'node:crypto';

import { getTranslations } from 'next-intl/server';

import { FollowUpTabs } from '@/components/follow-ups/lists/follow-up-tabs';
import { FollowUpWorklist, WorklistFrame } from '@/components/follow-ups/lists/follow-up-worklist';
import { OwnNumbers } from '@/components/follow-ups/lists/own-numbers';
import { UnsavedDrafts } from '@/components/follow-ups/autosave/unsaved-drafts';
import { JobActionsProvider } from '@/components/job-context/job-actions';
import { FreshWhenBack } from '@/components/shell/fresh-when-back';
import { LinkPager } from '@/components/ui/list/link-pager';
import { PageHeading } from '@/components/ui/page-heading';
import { loadFollowUpSearch, serializeFollowUpSearch } from '@/lib/follow-ups/search-params';
import { listFollowUps } from '@/lib/services/follow-ups';
import { ownWorkload } from '@/lib/services/owners';
import { revealRight } from '@/lib/services/numbers';
import { unread } from '@/app/unread-page';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { formatClock } from '@/lib/i18n/format';

import { jobActions, jobPerson } from '@/app/job-tools';

const PAGE_SIZE = 50;

export const generateMetadata = orgMetadata('follow-ups.read', async () => {
  const t = await getTranslations('followUps');
  return { title: t('title') };
});

export default orgPage(
  '/follow-ups',
  'follow-ups.read',
  unread,
  async ({ read, may, person, searchParams }) => {
    const t = await getTranslations('followUps');
    const { list, page } = loadFollowUpSearch(searchParams);
    const [own, found, reveal] = await Promise.all([
      read(ownWorkload),
      read(listFollowUps, {
        list,
        page: Math.min(Math.max(1, page), 1_000_000),
        pageSize: PAGE_SIZE,
      }),
      read(revealRight),
    ]);
    const { items, pagination, counts, checkedAt } = found;
    const asOf = checkedAt ? t('lists.asOf', { time: formatClock(checkedAt) }) : t('lists.looking');

    return (
      <JobActionsProvider actions={jobActions} person={jobPerson(person, reveal, may)}>
        <WorklistFrame>
          <FreshWhenBack reading={randomUUID()} />
          <PageHeading title={t('title')} note={asOf} />
          <OwnNumbers own={own} leads={may('leads.assign')} />
          <UnsavedDrafts whose={person} />
          <FollowUpTabs list={list} counts={counts} />
          <FollowUpWorklist
            key={`${list}-${pagination.page}`}
            items={items}
            list={list}
            page={pagination.page}
          />
          {items.length > 0 && (
            <LinkPager
              pagination={pagination}
              hrefOf={(target) => serializeFollowUpSearch('/follow-ups', { list, page: target })}
            />
          )}
        </WorklistFrame>
      </JobActionsProvider>
    );
  },
);
