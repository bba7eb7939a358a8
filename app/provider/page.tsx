import { getTranslations } from 'next-intl/server';

import { unread } from '@/app/unread-page';
import { ProviderLimit } from '@/components/provider/provider-limit';
import { ProviderWeatherView } from '@/components/provider/provider-weather-view';
import { PageHeading } from '@/components/ui/page-heading';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { getProviderWeather } from '@/lib/services/provider';

import { setProviderLimit } from './actions';

export const generateMetadata = orgMetadata('provider.read', async () => {
  const t = await getTranslations('provider');
  return { title: t('title') };
});

/** How the provider answers the organization, and what may be asked of it now. */
export default orgPage('/provider', 'provider.read', unread, async ({ read }) => {
  const t = await getTranslations('provider');
  const weather = await read(getProviderWeather);
  const { budget, account } = weather;
  return (
    <>
      <PageHeading title={t('title')} note={t('note')} />
      <ProviderWeatherView weather={weather}>
        {budget && account && (
          <ProviderLimit key={String(budget.loweredTo)} budget={budget} setLimit={setProviderLimit} />
        )}
      </ProviderWeatherView>
    </>
  );
});
