import 'server-only';

import { createHash } from 'node:crypto';

import { database } from '@/lib/db/client';

import { verifyPassword } from './passwords';
import { countTry, createLimiter } from './rate-limit';
import { findAccountByEmail, type Account } from './repository';

const WINDOW_SECONDS = 15 * 60;

let limiters: Record<'pair' | 'account' | 'address', ReturnType<typeof createLimiter>> | undefined;

function signInLimiters() {
  limiters ??= {
    pair: createLimiter({ keyPrefix: 'sign-in:pair', points: 5, duration: WINDOW_SECONDS }),
    account: createLimiter({ keyPrefix: 'sign-in:account', points: 50, duration: WINDOW_SECONDS }),
    address: createLimiter({ keyPrefix: 'sign-in:address', points: 100, duration: WINDOW_SECONDS }),
  };
  return limiters;
}

/** Bounds the length of a key, and keeps addresses of people who have no account here out of the table. */
const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

/**
 * Checks an e-mail address and a password. Null for an unknown address, a wrong password and a disabled person alike,
 * after the same work.
 *
 * Tries are counted before the password is looked at, so that parallel ones cannot slip through. One that is refused
 * for its own pair does not count against the account: nobody locks another person out from a single address.
 *
 * @param address the visitor's network address, see `clientAddress`
 * @throws AppError `rate_limited` with the seconds to wait
 */
export async function signIn(email: string, password: string, address: string): Promise<Account | null> {
  const { pair, account: perAccount, address: perAddress } = signInLimiters();
  const accountKey = digest(email.trim().toLowerCase());
  const pairKey = digest(`${accountKey} ${address}`);
  await countTry(perAddress, address);
  await countTry(pair, pairKey);
  await countTry(perAccount, accountKey);

  const account = await findAccountByEmail(database('pages'), email);
  const matches = await verifyPassword(account?.passwordHash ?? null, password);
  if (!account || !matches || account.disabledAt) return null;

  // A success is no try: an office behind one address may sign in on Monday morning.
  await Promise.all([pair.delete(pairKey), perAccount.reward(accountKey), perAddress.reward(address)]);
  return account;
}
