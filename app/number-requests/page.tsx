import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import { getTranslations } from 'next-intl/server';

import { answerNumberRequest } from '@/app/number-actions';
import { unread } from '@/app/unread-page';
import { NumberRequestsList } from '@/components/number-requests/number-requests-list';
import { getQueryClient } from '@/components/shell/query-client';
import { PageHeading } from '@/components/ui/page-heading';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { numberRequestsListKey } from '@/lib/jobs/numbers/number-queries';
import { listNumberRequests } from '@/lib/services/numbers';

export const generateMetadata = orgMetadata('numbers.allow', async () => {
  const t = await getTranslations('numbers');
  return { title: t('title') };
});

/** Who asks to see which lead's number. */
export default orgPage('/number-requests', 'numbers.allow', unread, async ({ read }) => {
  const t = await getTranslations('numbers');
  const client = getQueryClient();
  await client.query({ queryKey: numberRequestsListKey, queryFn: () => read(listNumberRequests) });
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <PageHeading title={t('title')} note={t('note')} />
      <NumberRequestsList answer={answerNumberRequest} />
    </HydrationBoundary>
  );
});
