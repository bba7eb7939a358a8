import type { Route } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';

import { BrandMark } from '@/components/shell/brand';
import { PublicHeader } from '@/components/shell/header';
import { Shell } from '@/components/shell/shell';
import { SignInForm } from '@/components/sign-in/sign-in-form';
import { safeCallbackPath } from '@/lib/auth/sign-in/callback-path';
import { publicMetadata, publicPage } from '@/lib/http/public-page';
import { getViewer } from '@/lib/http/viewer';

import classes from './page.module.css';

const REASONS = ['signed-out', 'signed-out-elsewhere', 'no-organization'] as const;

export const generateMetadata = publicMetadata(async () => {
  const t = await getTranslations('signIn');
  return { title: t('title') };
});

/** Public: the way in. Who is signed in already goes on to the page that was asked for. */
export default publicPage(async ({ searchParams }: PageProps<'/sign-in'>) => {
  const t = await getTranslations('signIn');
  const query = await searchParams;
  const callbackUrl = [query.callbackUrl].flat()[0];
  // Without a database the form still stands; the sign-in itself then says what is wrong.
  const viewer = await getViewer().catch(() => null);
  if (viewer && viewer !== 'no_organization') redirect(safeCallbackPath(callbackUrl) as Route);
  const reason = viewer ? 'no-organization' : REASONS.find((known) => known === query.reason);

  return (
    <Shell header={<PublicHeader />} withoutTimes>
      <div className={classes.page}>
        <div className={classes.card}>
          <BrandMark size={40} />
          <h1 className={classes.heading}>{t('heading')}</h1>
          <p className={classes.lead}>{t('lead')}</p>
          <SignInForm
            callbackUrl={callbackUrl}
            notice={
              reason
                ? { text: t(`reasons.${reason}`), color: reason === 'no-organization' ? 'orange' : 'gray' }
                : null
            }
          />
        </div>
      </div>
    </Shell>
  );
});
