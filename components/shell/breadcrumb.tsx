import type { Route } from 'next';
import Link from 'next/link';
import { Fragment } from 'react';

import classes from './breadcrumb.module.css';

/** The way back up, as links; the page itself is named by its heading. */
export function Breadcrumb({ label, links }: { label: string; links: { href: string; text: string }[] }) {
  return (
    <nav aria-label={label} className={classes.breadcrumb}>
      {links.map(({ href, text }, index) => (
        <Fragment key={href}>
          {index > 0 && <span aria-hidden>/</span>}
          <Link href={href as Route} className={classes.link}>
            {text}
          </Link>
        </Fragment>
      ))}
    </nav>
  );
}
