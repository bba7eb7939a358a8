import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import classes from './shell.module.css';

/** Skip link, header, main and footer: the frame of every page. `header` is the bar's content. */
export function Shell({ header, children }: { header: ReactNode; children: ReactNode }) {
  const t = useTranslations();
  return (
    <div className={classes.shell}>
      <a href="#main" className={classes.skip}>
        {t('layout.skip')}
      </a>
      <header className={classes.header}>{header}</header>
      <main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
      <footer className={classes.footer}>{t('common.timeZone')}</footer>
    </div>
  );
}
