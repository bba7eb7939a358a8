import 'server-only';

import { headers } from 'next/headers';
import { userAgentFromString } from 'next/server';

import {
  changeOwnPassword,
  endOtherSessions as endOtherSessionsUseCase,
  endOwnSession,
  listOwnSessions,
  type PasswordChange,
  type Self,
} from '@/lib/auth/own-account';
import type { OwnSession } from '@/lib/auth/own-session';
import type { Viewer } from '@/lib/auth/resolve-actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { env } from '@/lib/env';

import { clientAddress } from './client-address';
import { requireViewer } from './viewer';

// What a person does with their own account, wired to the database and to where they ask from.

async function selfOf({ userId, email, name, organizations, sessionId }: Viewer): Promise<Self> {
  const address = clientAddress(await headers());
  return { userId, email, name, organizations, sessionId, address, secret: env().nextauthSecret };
}

/** The words of a User-Agent that tell one device from another; null where it does not say. */
function deviceOf(userAgent: string): OwnSession['device'] {
  const { browser, os, device } = userAgentFromString(userAgent);
  const type = device.type === 'mobile' || device.type === 'tablet' ? device.type : null;
  return { browser: browser.name ?? null, system: os.name ?? null, type };
}

/** The person who looks and where they are signed in, this session first. */
export async function getOwnAccount(): Promise<{ name: string; email: string; sessions: OwnSession[] }> {
  const viewer = await requireViewer();
  const rows = await withinDatabaseDeadline(() => listOwnSessions({ db: database('pages') }, viewer));
  const sessions = rows.map(({ userAgent, signedInAt, lastSeenAt, address, ...row }) => ({
    ...row,
    networkAddress: address,
    device: deviceOf(userAgent),
    signedInAt: signedInAt.toISOString(),
    // Whoever reads this is here; what was noted may be a minute old.
    lastSeenAt: (row.isThis ? new Date() : lastSeenAt).toISOString(),
  }));
  return { name: viewer.name, email: viewer.email, sessions };
}

export async function endSession(viewer: Viewer, sessionId: string): Promise<{ wasThis: boolean }> {
  const self = await selfOf(viewer);
  await withinDatabaseDeadline(() => endOwnSession({ db: database('pages') }, self, sessionId));
  return { wasThis: sessionId === viewer.sessionId };
}

export async function endOtherSessions(viewer: Viewer): Promise<{ sessionsEnded: number }> {
  const self = await selfOf(viewer);
  return withinDatabaseDeadline(() => endOtherSessionsUseCase({ db: database('pages') }, self));
}

export async function changePassword(
  viewer: Viewer,
  passwords: { current: string; next: string },
): Promise<PasswordChange> {
  const self = await selfOf(viewer);
  return withinDatabaseDeadline(() => changeOwnPassword({ db: database('pages') }, self, passwords));
}
