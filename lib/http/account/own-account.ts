import 'server-only';

import { userAgentFromString } from 'next/server';

import type { OwnSession } from '@/lib/auth/sessions/own-session';
import { listOwnSessions } from '@/lib/services/account';

import { requireViewer } from '../viewer';

/** The words of a User-Agent that tell one device from another; null where it does not say. */
function deviceOf(userAgent: string): OwnSession['device'] {
  const { browser, os, device } = userAgentFromString(userAgent);
  const type = device.type === 'mobile' || device.type === 'tablet' ? device.type : null;
  return { browser: browser.name ?? null, system: os.name ?? null, type };
}

/** The person who looks and where they are signed in, this session first. */
export async function getOwnAccount(): Promise<{ name: string; email: string; sessions: OwnSession[] }> {
  const viewer = await requireViewer();
  const rows = await listOwnSessions(viewer);
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
