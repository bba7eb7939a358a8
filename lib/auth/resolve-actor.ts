import 'server-only';

import { AppError } from '@/lib/errors';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { logger } from '@/lib/observability/logger';

import { toActor, type Actor } from './actor';
import { cookieName } from './sessions/cookie-name';
import { findAccountWithMemberships, findTokenOwner, touchToken } from './people/repository';
import { readSession, type CookieReader } from './sessions/session';
import { touchSession } from './sessions/session-repository';
import { hashToken, looksLikeToken, tokenOf } from './tokens/tokens';

/** Names the organization that the person works in; it only chooses among memberships. */
export const ORGANIZATION_COOKIE = 'callboard-org';

/** A busy token or session costs no write per request. */
const LAST_USE_RESOLUTION_MS = 60_000;

/** A signed-in person, with all organizations that they may switch to. */
export type Viewer = {
  userId: string;
  sessionId: string;
  email: string;
  name: string;
  /** The person in the active organization. */
  actor: Actor;
  organizations: { id: string; name: string; role: string }[];
};

/**
 * The person of the session cookie, as the database knows them now.
 *
 * @throws AppError `unauthenticated`: no session, or it was ended, by whatever or whomever;
 *   `no_organization`: the person is disabled or belongs to no organization.
 */
export async function resolveViewer(db: Db, cookies: CookieReader): Promise<Viewer> {
  const claims = await readSession(cookies);
  const found = claims && (await findAccountWithMemberships(db, claims.userId, claims.sessionId));
  if (!found) throw new AppError('unauthenticated');
  if (found.account.disabledAt) throw new AppError('no_organization');
  if (found.account.sessionVersion !== claims.sessionVersion || !found.session) {
    throw new AppError('unauthenticated');
  }
  if (Date.now() - found.session.lastSeenAt.getTime() > LAST_USE_RESOLUTION_MS) {
    // Nobody waits for it, and a request is worth more than this note.
    void withinDatabaseDeadline(() => touchSession(db, claims.sessionId)).catch((err: unknown) =>
      logger().warn({ err }, 'a session’s use could not be noted'),
    );
  }

  const actors = found.memberships.flatMap((membership) => toActor(membership, 'session') ?? []);
  const chosen = cookies.get(cookieName(ORGANIZATION_COOKIE))?.value;
  const actor = actors.find(({ orgId }) => orgId === chosen) ?? actors[0];
  if (!actor) throw new AppError('no_organization');
  return {
    userId: found.account.id,
    sessionId: claims.sessionId,
    email: found.account.email,
    name: found.account.name,
    actor,
    organizations: actors.map(({ orgId, orgName, role }) => ({ id: orgId, name: orgName, role })),
  };
}

/** The owner of an access token, in the token's organization. Throws like `resolveViewer`. */
async function resolveTokenActor(db: Db, token: string): Promise<Actor> {
  const owner = looksLikeToken(token) ? await findTokenOwner(db, hashToken(token)) : null;
  if (!owner || owner.revokedAt || owner.expiresAt.getTime() <= Date.now())
    throw new AppError('unauthenticated');
  const actor = owner.membership && toActor(owner.membership, 'token', owner.tokenId);
  if (owner.disabledAt || !actor) throw new AppError('no_organization');
  const idleMs = Date.now() - (owner.lastUsedAt?.getTime() ?? 0);
  if (idleMs > LAST_USE_RESOLUTION_MS) await touchToken(db, owner.tokenId);
  return actor;
}

/** Who asks: by the token, if the request carries one (a bad one is refused even beside a good cookie), else by the session. */
export async function resolveActor(db: Db, headers: Headers, cookies: CookieReader): Promise<Actor> {
  const token = tokenOf(headers);
  return token === null ? (await resolveViewer(db, cookies)).actor : resolveTokenActor(db, token);
}
