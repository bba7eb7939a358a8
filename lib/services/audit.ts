import 'server-only';

import { auditFile as fileUseCase, readAudit, readPeople } from '@/lib/audit/audit';
import type { AuditQuery } from '@/lib/audit/audit-input';
import type { AuditPage, AuditPeople } from '@/lib/audit/schemas';
import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { contentDisposition } from '@/lib/values/file-names';

export function getAudit(actor: Actor, query: AuditQuery): Promise<AuditPage> {
  return withinDatabaseDeadline(() => readAudit(database('pages'), actor, query));
}

export function getAuditPeople(actor: Actor): Promise<AuditPeople> {
  return withinDatabaseDeadline(() => readPeople(database('pages'), actor));
}

/** What matches as a CSV file, read as it is sent. */
export async function auditFile(actor: Actor, query: AuditQuery, address: string): Promise<Response> {
  const body = await fileUseCase(database('pages'), actor, query, address);
  const name = `audit-${new Date().toISOString().slice(0, 10)}.csv`;
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': contentDisposition('attachment', name, name),
      'cache-control': 'private, no-store, no-transform',
      'x-content-type-options': 'nosniff',
    },
  });
}
