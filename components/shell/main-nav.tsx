'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';

import type { Role } from '@/lib/auth/actor';
import { can } from '@/lib/auth/permissions';

import classes from './header.module.css';
import { startsWithOwn } from './start';

const PLACES = [
  { href: '/tasks', name: 'tasks' },
  { href: '/jobs', name: 'jobs' },
  { href: '/follow-ups', name: 'followUps' },
  { href: '/insights', name: 'insights' },
] as const;
/** An operator's start; on a narrow screen the product's mark leads there. */
const OWN_PLACE = { href: '/mine', name: 'mine' } as const;
/** For those who lead; on a narrow screen the person's menu has them alone. */
const LEADING_PLACES = [{ href: '/exports', name: 'exports' }] as const;

/** The places of the product, on every page of a signed-in person. */
export function MainNav({ role }: { role: Role }) {
  const t = useTranslations('layout.nav');
  const path = usePathname();
  const places = [
    ...(startsWithOwn(role) ? [OWN_PLACE] : []),
    ...PLACES,
    ...(can(role, 'exports.read') ? LEADING_PLACES : []),
  ];
  return (
    <nav aria-label={t('label')} className={classes.nav}>
      {places.map(({ href, name }) => (
        <Link
          key={href}
          href={href as Route}
          className={classes.place}
          data-wide={['exports', 'mine', 'insights'].includes(name) || undefined}
          aria-current={path === href ? 'page' : path.startsWith(`${href}/`) ? 'true' : undefined}
        >
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}
