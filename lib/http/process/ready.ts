import 'server-only';

import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { isMigrated } from '@/lib/db/migrated';

import { isDraining } from './drain';

const DEADLINE_MS = 2_500;

/**
 * Whether a balancer may send people to this instance: 200 while its database answers within 2.5 s, the migrations
 * that it needs are there and it has not been told to end; else 503 that says which of them it is.
 */
export async function checkReady(): Promise<Response> {
  const draining = isDraining();
  const migrated = draining
    ? null
    : await withinDatabaseDeadline(() => isMigrated(database('health')), DEADLINE_MS).catch(
        () => 'unreachable' as const,
      );
  const ready = migrated === true;
  return Response.json(
    {
      status: ready ? 'ok' : 'error',
      app: draining ? 'draining' : 'ok',
      ...(migrated !== null && {
        database: migrated === 'unreachable' ? 'unreachable' : 'ok',
        migrations: migrated === 'unreachable' ? 'unknown' : migrated ? 'ok' : 'missing',
      }),
    },
    { status: ready ? 200 : 503 },
  );
}
