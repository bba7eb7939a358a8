'use client';

import type { ReactNode } from 'react';

import classes from './above-row-link.module.css';

/**
 * Part of a row whose link covers it all: what explains itself to a resting pointer has to lie above that link, and
 * hands a click on to it.
 */
export function AboveRowLink({
  title,
  className,
  children,
}: {
  title?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div
      role="presentation"
      title={title}
      className={className ? `${classes.above} ${className}` : classes.above}
      onClick={(event) => event.currentTarget.closest('tr')?.querySelector('a')?.click()}
    >
      {children}
    </div>
  );
}
