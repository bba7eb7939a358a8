'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';

import classes from './header.module.css';

const PLACES = [
  { href: '/tasks', name: 'tasks' },
  { href: '/jobs', name: 'jobs' },
  { href: '/follow-ups', name: 'followUps' },
] as const;

/** The places of the product, on every page of a signed-in person. */
export function MainNav() {
  const t = useTranslations('layout.nav');
  const path = usePathname();
  return (
    <nav aria-label={t('label')} className={classes.nav}>
      {PLACES.map(({ href, name }) => (
        <Link
          key={href}
          href={href as Route}
          className={classes.place}
          aria-current={path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined}
        >
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}
