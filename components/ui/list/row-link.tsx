'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useState, type ReactNode } from 'react';

/** A link in a long list: its page is fetched ahead when the pointer or the focus rests on it, not for every row that shows. */
export function RowLink({
  href,
  className,
  label,
  children,
}: {
  href: string;
  className?: string;
  label?: string;
  children: ReactNode;
}) {
  const [wanted, setWanted] = useState(false);
  return (
    <Link
      href={href as Route}
      className={className}
      aria-label={label}
      prefetch={wanted ? null : false}
      onMouseEnter={() => setWanted(true)}
      onFocus={() => setWanted(true)}
    >
      {children}
    </Link>
  );
}
