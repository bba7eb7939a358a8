import 'server-only';

import { createHmac } from 'node:crypto';

import type { Db, Tx } from '@/lib/db/client';
import { auditLog } from '@/lib/db/schema/people';

/** What the audit log tells of sign-ins, sessions and passwords. */
export type AuthAction =
  | 'sign-in.succeeded'
  | 'sign-in.failed'
  | 'sign-in.limited'
  | 'sign-in.unlocked'
  | 'sign-out'
  | 'session.ended'
  | 'password.changed'
  | 'password.refused'
  | 'user.disabled'
  | 'user.enabled';

export type AuthEvent = {
  action: AuthAction;
  /** Whose account it is; null: the e-mail address belongs to nobody. */
  userId: string | null;
  email: string;
  /** The visitor's network address; null: done at the command line. */
  address: string | null;
  subject?: Record<string, unknown>;
};

/**
 * What stands in the audit log for an e-mail or network address: HMAC-SHA-256, so that whoever knows the secret can look
 * for one that they have, and whoever has only the log cannot try all of them. Base64url.
 */
export function auditDigest(secret: string, kind: 'email' | 'address', value: string): string {
  const plain = kind === 'email' ? value.trim().toLowerCase() : value;
  return createHmac('sha256', secret).update(`audit:${kind}:${plain}`).digest('base64url');
}

/**
 * Adds a row to the audit log; best in the transaction of what it tells. It belongs to no organization, because a
 * sign-in comes before any is known.
 *
 * @param secret NEXTAUTH_SECRET; null (a command line that does not know it): the row names the person by `user_id` alone
 */
export async function noteAuthEvent(
  db: Db | Tx,
  secret: string | null,
  { action, userId, email, address, subject = {} }: AuthEvent,
): Promise<void> {
  await db.insert(auditLog).values({
    userId,
    action,
    subject: { ...(secret !== null && { email: auditDigest(secret, 'email', email) }), ...subject },
    address: secret !== null && address !== null ? auditDigest(secret, 'address', address) : null,
  });
}
