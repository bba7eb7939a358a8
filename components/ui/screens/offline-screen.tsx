'use client';

import { useTranslations } from 'next-intl';

import { StateScreen } from './state-screen';

/** In place of data that cannot be read without a network; it is read by itself once there is one. */
export function OfflineScreen() {
  const t = useTranslations('errors.offline');
  return <StateScreen kind="error" title={t('title')} text={t('text')} />;
}
