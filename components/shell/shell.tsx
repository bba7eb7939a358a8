import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import { AddressNotice } from './address-notice';
import classes from './shell.module.css';
import { SkipLink } from './skip-link';

/** Skip link, header, main and footer: the frame of every page. `header` is the bar's content; `withoutTimes`: the page shows none. */
export function Shell({
  header,
  withoutTimes = false,
  children,
}: {
  header: ReactNode;
  withoutTimes?: boolean;
  children: ReactNode;
}) {
  const t = useTranslations();
  return (
    <div className={classes.shell}>
      <SkipLink label={t('layout.skip')} />
      <header className={classes.header}>{header}</header>
      <AddressNotice />
      <main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
      {!withoutTimes && <footer className={classes.footer}>{t('common.timeZone')}</footer>}
    </div>
  );
}
