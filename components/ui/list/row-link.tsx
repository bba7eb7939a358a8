'use client';

import type { Route } from 'next';
import Link from 'next/link';
import { useEffect, useRef, useState, type ReactNode } from 'react';

import { focusVisibly } from '@/lib/browser/focus-visibly';

/** Where the last such link led: who comes back to the list has the focus there again. */
let followed: string | null = null;

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
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (followed !== href) return;
    followed = null;
    // Somebody who is somewhere already is left there; the page scrolls where it was by itself.
    if (link.current && document.activeElement === document.body)
      focusVisibly(link.current, { preventScroll: true });
  }, [href]);
  return (
    <Link
      ref={link}
      href={href as Route}
      className={className}
      aria-label={label}
      prefetch={wanted ? null : false}
      onMouseEnter={() => setWanted(true)}
      onFocus={() => setWanted(true)}
      onClick={() => (followed = href)}
    >
      {children}
    </Link>
  );
}
