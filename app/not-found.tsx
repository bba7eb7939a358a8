import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';

import { PublicHeader } from '@/components/shell/header';
import { NotFoundScreen } from '@/components/ui/screens/not-found-screen';
import { Shell } from '@/components/shell/shell';

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
