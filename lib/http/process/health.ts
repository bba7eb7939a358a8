import 'server-only';

import { sql } from 'drizzle-orm';

import { database } from '@/lib/db/client';

import { withinDatabaseDeadline } from '@/lib/db/deadline';

const DEADLINE_MS = 2_500;

/** Whether the app answers and its database does, within 2.5 s: 200, else 503. The provider is not asked. */
export async function checkHealth(): Promise<Response> {
  const reachable = await withinDatabaseDeadline(
    () => database('health').execute(sql`select 1`),
    DEADLINE_MS,
  ).then(
    () => true,
    () => false,
  );
  return Response.json(
    { status: reachable ? 'ok' : 'error', app: 'ok', database: reachable ? 'ok' : 'unreachable' },
    { status: reachable ? 200 : 503 },
  );
}
