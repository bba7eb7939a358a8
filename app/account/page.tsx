import { getTranslations } from 'next-intl/server';

import classes from '@/components/account/account.module.css';
import { PasswordForm } from '@/components/account/password-form';
import { SessionList } from '@/components/account/session-list';
import { PageHeading } from '@/components/ui/page-heading';
import { MIN_PASSWORD_LENGTH } from '@/lib/auth/passwords/password-limits';
import { getOwnAccount } from '@/lib/http/account/own-account';
import { unread } from '@/app/unread-page';
import { orgMetadata, orgPage } from '@/lib/http/org-page';

import { changePassword, endOtherSessions, endSession } from './actions';

export const generateMetadata = orgMetadata('account.manage', async () => {
  const t = await getTranslations('account');
  return { title: t('title') };
});

export default orgPage('/account', 'account.manage', unread, async ({ read }) => {
  const t = await getTranslations('account');
  const { name, email, sessions } = await read(getOwnAccount);
  return (
    <div className={classes.page}>
      <PageHeading title={t('title')} note={`${name} · ${email}`} />
      <SessionList sessions={sessions} actions={{ endSession, endOtherSessions }} />
      <PasswordForm email={email} minLength={MIN_PASSWORD_LENGTH} change={changePassword} />
    </div>
  );
});
