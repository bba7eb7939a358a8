import 'server-only';

import { eq } from 'drizzle-orm';
import { z } from 'zod';

import type { Db } from '@/lib/db/client';
import { organizations } from '@/lib/db/schema/people';
import { AppError } from '@/lib/errors';

import { ROLES } from '../actor';

// What an administrator sets for an organization at the command line, so without an OrgId.

const NOBODY = 'nobody';

const changesSchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(200, 'is longer than 200 characters')
    .regex(/^\P{Cc}*$/u, 'contains control characters')
    .optional(),
  'reveal-role': z
    .enum([...ROLES, NOBODY], `is none of ${[...ROLES, NOBODY].join(', ')}`)
    .transform((role) => (role === NOBODY ? null : role))
    .optional(),
  'reveal-reason': z
    .enum(['on', 'off'], 'is neither on nor off')
    .transform((state) => state === 'on')
    .optional(),
  'provider-import': z
    .enum(['on', 'off'], 'is neither on nor off')
    .transform((state) => state === 'on')
    .optional(),
});
/** As the command line gives them; what is left out stays as it is. */
export type OrganizationChanges = { [K in keyof z.input<typeof changesSchema>]: string | undefined };

export type OrganizationSettings = {
  id: string;
  name: string;
  /** The lowest role that may see a full phone number; null: nobody. */
  revealRole: string | null;
  revealReasonRequired: boolean;
  /** Whether job groups of the provider's account may be brought in; null: where it is the only organization. */
  providerImport: boolean | null;
};

/**
 * Changes an organization's settings and answers how they stand.
 *
 * @throws AppError `invalid_input` (with the field) or `not_found`; then nothing was changed
 */
export async function setOrganization(
  db: Db,
  id: string,
  changes: OrganizationChanges,
): Promise<OrganizationSettings> {
  const checked = changesSchema.safeParse(changes);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new AppError('invalid_input', { field: String(issue?.path[0]), message: issue?.message });
  }
  const {
    name,
    'reveal-role': revealRole,
    'reveal-reason': revealReasonRequired,
    'provider-import': providerImport,
  } = checked.data;
  const [row] = await db
    .update(organizations)
    // The id again, because a change of nothing would be no statement.
    .set({ id, name, revealRole, revealReasonRequired, providerImport })
    .where(eq(organizations.id, id))
    .returning({
      id: organizations.id,
      name: organizations.name,
      revealRole: organizations.revealRole,
      revealReasonRequired: organizations.revealReasonRequired,
      providerImport: organizations.providerImport,
    });
  if (!row) throw new AppError('not_found', { field: 'org', message: 'is not an organization' });
  return row;
}
