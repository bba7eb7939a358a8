'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** The readings of pages that have been shown and left. */
const shown = new Set<string>();

/**
 * Has a server page read anew when the browser comes back to it: the router then shows what it kept of it, which is as
 * old as the first look. Shows nothing.
 * @param reading names this very reading of the page
 */
export function FreshWhenBack({ reading }: { reading: string }) {
  const router = useRouter();
  useEffect(() => {
    if (shown.has(reading)) router.refresh();
    return () => void shown.add(reading);
  }, [router, reading]);
  return null;
}
