import 'server-only';

import type { OrgId } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { env } from '@/lib/env';
import { Announcer, notify } from '@/lib/events/announce';
import { changesSince } from '@/lib/events/changes';
import { Hub, type LiveEvent } from '@/lib/events/hub';
import { logger } from '@/lib/observability/logger';
import type { DbId } from '@/lib/values/db-id';

const shared = globalThis as typeof globalThis & { callboardHub?: Hub; callboardAnnouncer?: Announcer };

/** Tells all instances, once what changed is committed; nobody waits for it. */
export function announceTask(orgId: OrgId, taskId: DbId, what: { run?: boolean } = {}): void {
  shared.callboardAnnouncer ??= new Announcer(
    () => database('background'),
    (err) => logger().warn({ err }, 'a change could not be announced'),
  );
  shared.callboardAnnouncer.announce(orgId, taskId, what);
}

/** Tells all instances that a request for a number was made or answered; nobody waits for it. */
export function announceNumbers(orgId: OrgId): void {
  void notify(database('background'), { org: orgId, numbers: true }).catch((err: unknown) =>
    logger().warn({ err }, 'a request for a number could not be announced'),
  );
}

/** The process's one listener. */
function hub(): Hub {
  shared.callboardHub ??= new Hub({
    listenUrl: env().databaseListenUrl,
    db: () => database('background'),
    onError: (err, what) => logger().warn({ err }, `live events: ${what}`),
  });
  return shared.callboardHub;
}

/**
 * Has `send` called with all that happens to the organization's tasks, after what was missed since `since` (epoch ms of
 * the database's clock, as an event carried it).
 *
 * @returns ends it
 */
export function followEvents(orgId: OrgId, since: number, send: (event: LiveEvent) => void): () => void {
  const end = hub().subscribe({ organizationId: orgId, send });
  // A commit may come later than its stamp: a little is told twice, and pages know what they have seen.
  const from = since - OVERLAP_MS;
  void withinDatabaseDeadline(() => changesSince(orgId, database('pages'), from)).then(
    (changes) => {
      if (changes === null) send({ kind: 'resync' });
      else for (const change of changes) send({ kind: 'change', change });
    },
    () => send({ kind: 'resync' }),
  );
  return end;
}

const OVERLAP_MS = 20_000;
