import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';

import { unread } from '@/app/unread-page';
import { JobActionsProvider } from '@/components/job-context/job-actions';
import { getQueryClient } from '@/components/shell/query-client';
import { AllJobsView } from '@/components/task-page/all-jobs-view';
import { PageHeading } from '@/components/ui/page-heading';
import { isBareAddress, passFilterErrors, readSelection, viewAddress } from '@/lib/http/address';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { taskKeys } from '@/lib/jobs/list/queries';
import { loadJobsSearch, selectionText } from '@/lib/jobs/list/search-params';
import { listJobs } from '@/lib/services/jobs';
import { revealRight } from '@/lib/services/numbers';
import { listViews, readLayout, viewToOpen } from '@/lib/services/views';
import { layoutKey, VIEWS_KEY } from '@/lib/views/queries';

import { jobActions, jobPerson } from '@/app/job-tools';

export const generateMetadata = orgMetadata('jobs.read', async () => {
  const t = await getTranslations('allJobs');
  return { title: t('title') };
});

/** The jobs of all tasks of the organization, by one filter. */
export default orgPage('/jobs', 'jobs.read', unread, async ({ read, may, person, searchParams }) => {
  const t = await getTranslations('allJobs');
  const { page, size, tab: _tab, job: _job, view, ...texts } = loadJobsSearch(searchParams);
  const first = await read(viewToOpen, null, { view, isBare: isBareAddress(searchParams) });
  if (first) redirect(viewAddress('/jobs', first));
  const selection = selectionText(texts);
  const asked = readSelection('all-tasks', 'jobs', selection);
  const client = getQueryClient();
  const [reveal] = await Promise.all([
    read(revealRight),
    client.query({ queryKey: layoutKey('all'), queryFn: () => read(readLayout, 'all') }),
    client.query({ queryKey: VIEWS_KEY, queryFn: () => read(listViews) }),
    asked &&
      client
        .query({
          queryKey: taskKeys.page({ taskId: 'all', tab: 'jobs', page, size, selection }),
          queryFn: () => read(listJobs, { selection: asked, page, pageSize: size }),
        })
        .catch(passFilterErrors),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <JobActionsProvider actions={jobActions} person={jobPerson(person, reveal, may)}>
        <PageHeading title={t('title')} note={t('note')} />
        <AllJobsView />
      </JobActionsProvider>
    </HydrationBoundary>
  );
});
