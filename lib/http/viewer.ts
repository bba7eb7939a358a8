import 'server-only';

import { cookies } from 'next/headers';
import { cache } from 'react';

import { resolveViewer, type Viewer } from '@/lib/auth/resolve-actor';
import { database } from '@/lib/db/client';
import { AppError } from '@/lib/errors';

import { withinDatabaseDeadline } from '@/lib/db/deadline';

/** The signed-in person, read once for a page, its metadata and its layouts. Throws as `resolveViewer` does. */
export const requireViewer = cache(async (): Promise<Viewer> => {
  // First of all: it tells the build, which has no variables, that nothing here can be rendered in advance.
  const jar = await cookies();
  return withinDatabaseDeadline(() => resolveViewer(database('pages'), jar));
});

/**
 * For layouts and the sign-in page: the signed-in person with their organizations, `null` when nobody is signed in,
 * `'no_organization'` for a person who is disabled or belongs to none.
 *
 * @throws AppError `database_unavailable`
 */
export async function getViewer(): Promise<Viewer | 'no_organization' | null> {
  try {
    return await requireViewer();
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unauthenticated') return null;
    if (error instanceof AppError && error.kind === 'no_organization') return 'no_organization';
    throw error;
  }
}
