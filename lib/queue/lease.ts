import 'server-only';

import { sql } from 'drizzle-orm';

/** A process that says nothing for so long counts as dead. */
export const LEASE = sql`interval '6 seconds'`;
/** How often a lease is renewed, in ms. */
export const RENEW_MS = 2_000;

/** Somebody else does the work meanwhile, or it was cancelled: what this one had to write is not written. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}
