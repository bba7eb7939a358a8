import 'server-only';

import { database } from '@/lib/db/client';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';

import { noteAuthEvent } from '../audit';
import { isKnownDevice, type Device } from '../sessions/device';
import { verifyPassword } from '../passwords/passwords';
import { findAccountByEmail, type Account } from '../people/repository';
import { startSession, type StartedSession } from '../sessions/session-repository';
import { accountKeyOf, countSignInTry, isFirstRefusal } from './sign-in-limits';

/** What the browser says of itself. */
export type SignInBrowser = { userAgent: string; device: Device | null };

/**
 * Checks an e-mail address and a password and starts a session. Null for an unknown address, a wrong password and a
 * disabled person alike, after the same work. For the limits see `countSignInTry`.
 *
 * Every try that was looked at is in the audit log; of those that a limit refused, the first.
 *
 * @param address the visitor's network address, see `clientAddress`
 * @throws AppError `rate_limited` with the seconds to wait
 */
export async function signIn(
  email: string,
  password: string,
  address: string,
  { userAgent, device }: SignInBrowser = { userAgent: '', device: null },
): Promise<(Account & StartedSession) | null> {
  const db = database('pages');
  const { nextauthSecret: secret } = env();
  const accountKey = accountKeyOf(email);
  const isKnown = isKnownDevice(device, accountKey, secret);
  const counted = await countSignInTry(accountKey, address, isKnown ? device.deviceId : null).catch(
    async (error: unknown) => {
      if (error instanceof AppError && isFirstRefusal(error)) {
        await noteAuthEvent(db, secret, { action: 'sign-in.limited', userId: null, email, address });
      }
      throw error;
    },
  );

  const found = await findAccountByEmail(db, email);
  const matches = await verifyPassword(found?.passwordHash ?? null, password);
  const session =
    found && matches && !found.disabledAt
      ? await db.transaction(async (tx) => {
          const { id: userId, passwordHash } = found;
          const started = await startSession(tx, { userId, passwordHash, address, userAgent });
          if (!started) return null;
          const subject = { session_id: started.sessionId, known_device: isKnown };
          await noteAuthEvent(tx, secret, { action: 'sign-in.succeeded', userId, email, address, subject });
          return started;
        })
      : null;
  if (!found || !session) {
    const userId = found?.id ?? null;
    await noteAuthEvent(db, secret, { action: 'sign-in.failed', userId, email, address });
    return null;
  }
  await counted.giveBack();
  return { ...withoutHash(found), ...session };
}

function withoutHash({ id, email, name, disabledAt, sessionVersion }: Account): Account {
  return { id, email, name, disabledAt, sessionVersion };
}
