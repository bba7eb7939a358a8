import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { formatDateTime } from '@/lib/i18n/format';
import { BYTE_ORDER_MARK, csvLine } from '@/lib/values/csv';
import { maskAnswer } from '@/lib/values/masking';

import type { AuditQuery } from './audit-input';
import { auditQuery } from './audit-input';
import { insertAuditExport, selectAudit, selectPeople } from './audit-repository';
import type { AuditEntry, AuditPage, AuditPeople } from './schemas';

const PAGE = 50;
const FILE_PAGE = 1_000;

/** A page of who did what, the newest first. */
export async function readAudit(db: Db, actor: Actor, query: AuditQuery): Promise<AuditPage> {
  const entries = await selectAudit(actor.orgId, db, query, PAGE + 1);
  const shown = entries.slice(0, PAGE);
  return { entries: shown, next: entries.length > PAGE ? (shown.at(-1)?.cursor ?? null) : null };
}

/** Whose deeds can be asked for. */
export function readPeople(db: Db, actor: Actor): Promise<AuditPeople> {
  return selectPeople(actor.orgId, db);
}

const COLUMNS = ['time', 'person', 'kind', 'action', 'task_id', 'task', 'row_id', 'details'];

function lineOf({ at, by, kind, action, task, rowId, details }: AuditEntry): string {
  return csvLine([
    formatDateTime(at),
    ...[
      by ?? '',
      kind,
      action,
      task ? String(task.id) : '',
      task?.name ?? '',
      rowId === null ? '' : String(rowId),
    ],
    details.map(({ name, value }) => `${name}=${value}`).join('; '),
  ]);
}

/**
 * The whole of what matches as CSV, masked as the page is, page by page as its reader takes it; what comes meanwhile is
 * not in it. That it was taken is on record first.
 */
export async function auditFile(
  db: Db,
  actor: Actor,
  query: AuditQuery,
  address: string,
): Promise<ReadableStream<Uint8Array>> {
  const { who, kind, task, at } = query;
  const filter = Object.entries({ who, kind, task, at: at?.text }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  await withinDatabaseDeadline(() => insertAuditExport(actor, db, filter, address));
  const encoder = new TextEncoder();
  let before = query.before;
  let isFirst = true;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const entries = await withinDatabaseDeadline(() =>
          selectAudit(actor.orgId, db, { ...query, before }, FILE_PAGE),
        );
        const head = isFirst ? BYTE_ORDER_MARK + csvLine(COLUMNS) : '';
        isFirst = false;
        controller.enqueue(encoder.encode(head + maskAnswer(entries).map(lineOf).join('')));
        const last = entries.at(-1);
        if (entries.length < FILE_PAGE || !last) return controller.close();
        ({ before } = auditQuery.parse({ before: last.cursor }));
      },
    },
    { highWaterMark: 0 },
  );
}
