import 'server-only';

import type { Metadata } from 'next';
import type { ReactNode } from 'react';

import { closed, type Closed } from './closed';

/** The door of a page that anyone may open: it asks nobody, and shows nothing that belongs to an organization. */
export function publicPage<P>(
  page: (props: P) => ReactNode | Promise<ReactNode>,
): Closed<'page', (props: P) => ReactNode | Promise<ReactNode>> {
  return closed('page', page);
}

/** `generateMetadata` of such a page. */
export function publicMetadata<P>(
  describe: (props: P) => Promise<Metadata>,
): Closed<'metadata', (props: P) => Promise<Metadata>> {
  return closed('metadata', describe);
}
