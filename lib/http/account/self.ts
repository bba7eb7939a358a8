import 'server-only';

import type { Self } from '@/lib/auth/people/own-account';
import type { Viewer } from '@/lib/auth/resolve-actor';
import { env } from '@/lib/env';

/** The signed-in person as their own account's use cases ask for them. */
export function selfOf({ userId, email, name, organizations, sessionId }: Viewer, address: string): Self {
  return { userId, email, name, organizations, sessionId, address, secret: env().nextauthSecret };
}
