import Link from 'next/link';
import { useTranslations } from 'next-intl';

import { can } from '@/lib/auth/permissions';

import { BrandMark } from './brand';
import classes from './header.module.css';
import { LanguageMenu } from './language-menu';
import { MainNav } from './main-nav';
import { NumberRequestsLink } from './number-requests-link';
import { OrganizationMenu, type SwitchOrganization } from './organization-menu';
import { PaletteButton } from './palette/palette-button';
import { ThemeMenu } from './theme-menu';
import { UserMenu } from './user-menu';
import type { Person } from './person';
import { startsWithOwn } from './start';

/** The bar over every page of a signed-in person. */
export function Header({
  person,
  switchOrganization,
}: {
  person: Person;
  switchOrganization: SwitchOrganization;
}) {
  const t = useTranslations();
  return (
    <div className={classes.bar}>
      <Link
        href={startsWithOwn(person.role) ? '/mine' : '/tasks'}
        className={classes.home}
        aria-label={t('layout.home')}
      >
        <BrandMark />
        <span className={classes.product}>{t('common.product')}</span>
      </Link>
      <span className={classes.slash} aria-hidden>
        /
      </span>
      <OrganizationMenu person={person} switchOrganization={switchOrganization} />
      <MainNav role={person.role} />
      <div className={classes.tools}>
        {can(person.role, 'numbers.allow') && <NumberRequestsLink />}
        <PaletteButton />
        <LanguageMenu />
        <ThemeMenu />
        <UserMenu person={person} />
      </div>
    </div>
  );
}

/** The bar while nobody is known: signed out, or the person could not be read. */
export function PublicHeader() {
  const t = useTranslations();
  return (
    <div className={classes.bar}>
      <Link href="/tasks" className={classes.home} aria-label={t('layout.home')}>
        <BrandMark />
        <span className={classes.product}>{t('common.product')}</span>
      </Link>
      <div className={classes.tools}>
        <LanguageMenu />
        <ThemeMenu />
      </div>
    </div>
  );
}
