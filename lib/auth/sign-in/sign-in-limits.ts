import 'server-only';

import { createHash } from 'node:crypto';

import { eq, or, sql } from 'drizzle-orm';
import { RateLimiterRes } from 'rate-limiter-flexible';

import type { Tx } from '@/lib/db/client';
import { rateLimits } from '@/lib/db/schema/people';
import type { AppError } from '@/lib/errors';

import { networkOf } from '../sessions/network';
import { countTry, createLimiter } from './rate-limit';

const WINDOW_SECONDS = 15 * 60;
const PREFIXES = {
  pair: 'sign-in:pair',
  account: 'sign-in:account',
  address: 'sign-in:address',
  device: 'sign-in:device',
} as const;

let limiters: Record<keyof typeof PREFIXES, ReturnType<typeof createLimiter>> | undefined;

function signInLimiters() {
  const limiter = (kind: keyof typeof PREFIXES, points: number) =>
    createLimiter({ keyPrefix: PREFIXES[kind], points, duration: WINDOW_SECONDS });
  limiters ??= {
    pair: limiter('pair', 5),
    account: limiter('account', 50),
    address: limiter('address', 100),
    device: limiter('device', 5),
  };
  return limiters;
}

/** Bounds the length of a key, and keeps addresses of people who have no account here out of the table. */
const digest = (text: string) => createHash('sha256').update(text).digest('base64url');

/** What stands for an account in keys of limits, whether or not somebody has that e-mail address. */
export const accountKeyOf = (email: string): string => digest(email.trim().toLowerCase());

export type CountedTry = {
  /** Gives back what the try has cost: a success is none. */
  giveBack: () => Promise<void>;
};

/**
 * Counts one try to sign in, before the password is looked at, so that parallel ones cannot slip through.
 *
 * A device on which the person has signed in before has 5 tries of its own in 15 minutes: whatever others do to lock the
 * account, its owner gets in there, and then nothing is locked any more. Anybody else has 5 for the account from one
 * network, 50 for the account from all of them, and 100 from one network for all accounts. One that is refused for its
 * own pair does not count against the account: nobody locks another person out from a single network.
 *
 * @param deviceId of a device that knows this account, else null
 * @throws AppError `rate_limited` with the seconds to wait
 */
export async function countSignInTry(
  accountKey: string,
  address: string,
  deviceId: string | null,
): Promise<CountedTry> {
  const { pair, account, address: perAddress, device } = signInLimiters();
  if (deviceId !== null) {
    const key = `${accountKey}:${deviceId}`;
    await countTry(device, key);
    return {
      giveBack: async () => void (await Promise.all([device.delete(key), account.delete(accountKey)])),
    };
  }
  const network = networkOf(address);
  const pairKey = `${accountKey}:${digest(network)}`;
  await countTry(perAddress, network);
  await countTry(pair, pairKey);
  await countTry(account, accountKey);
  return {
    // An office behind one address may sign in on Monday morning.
    giveBack: async () =>
      void (await Promise.all([
        pair.delete(pairKey),
        account.reward(accountKey),
        perAddress.reward(network),
      ])),
  };
}

/** Whether a refusal is the first of its limit: the ones after it say nothing new, and anybody could make millions. */
export function isFirstRefusal(error: AppError): boolean {
  const { cause } = error.details;
  const { pair, account, address, device } = signInLimiters();
  return (
    cause instanceof RateLimiterRes &&
    [pair, account, address, device].some(({ points }) => cause.consumedPoints === points + 1)
  );
}

/** Forgets every try that was counted for an account, from anywhere; answers how many counts there were. */
export async function forgetTries(tx: Tx, accountKey: string): Promise<number> {
  const startsWith = (prefix: string) => sql`starts_with(${rateLimits.key}, ${`${prefix}:${accountKey}:`})`;
  const forgotten = await tx
    .delete(rateLimits)
    .where(
      or(
        eq(rateLimits.key, `${PREFIXES.account}:${accountKey}`),
        startsWith(PREFIXES.pair),
        startsWith(PREFIXES.device),
      ),
    )
    .returning({ key: rateLimits.key });
  return forgotten.length;
}
