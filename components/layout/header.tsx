import Link from 'next/link';
import { useTranslations } from 'next-intl';

import { BrandMark } from './brand';
import classes from './header.module.css';
import { LanguageMenu } from './language-menu';
import { OrganizationMenu } from './organization-menu';
import { ThemeMenu } from './theme-menu';
import { UserMenu } from './user-menu';
import type { Person } from './person';

/** The bar over every page of a signed-in person. */
export function Header({ person }: { person: Person }) {
  const t = useTranslations();
  return (
    <div className={classes.bar}>
      <Link href="/tasks" className={classes.home} aria-label={t('layout.home')}>
        <BrandMark />
        <span className={classes.product}>{t('common.product')}</span>
      </Link>
      <span className={classes.slash} aria-hidden>
        /
      </span>
      <OrganizationMenu person={person} />
      <div className={classes.tools}>
        <LanguageMenu />
        <ThemeMenu />
        <UserMenu person={person} />
      </div>
    </div>
  );
}
