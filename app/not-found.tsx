import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';

import { PublicHeader } from '@/components/layout/header';
import { NotFoundScreen } from '@/components/layout/not-found-screen';
import { Shell } from '@/components/layout/shell';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('errors.notFound');
  return { title: t('title') };
}

/** Public: an address that no page answers. */
export default function PublicNotFoundPage() {
  return (
    <Shell header={<PublicHeader />} withoutTimes>
      <NotFoundScreen />
    </Shell>
  );
}
