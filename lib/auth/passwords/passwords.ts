import 'server-only';

import { randomBytes } from 'node:crypto';

import { hash, verify, type Options } from '@node-rs/argon2';

import { MAX_PASSWORD_LENGTH } from './password-limits';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 30 ms of one core. */
const PARAMETERS: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** The argon2id hash of a password in PHC form (`$argon2id$v=19$…`). */
export function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

let nobodysHash: Promise<string> | undefined;

/**
 * Whether `password` is the one of `storedHash`. Without a stored hash (nobody has that address) the same work is
 * done on a hash that nobody's password matches, so that the time tells nothing.
 */
export async function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
  // Awaited on both paths: the first sign-in of a process costs the same for a known and an unknown address.
  nobodysHash ??= hashPassword(randomBytes(32).toString('base64'));
  const other = await nobodysHash;
  if (password.length > MAX_PASSWORD_LENGTH) return false;
  const matches = await verify(storedHash ?? other, password).catch(() => false);
  return matches && storedHash !== null;
}
