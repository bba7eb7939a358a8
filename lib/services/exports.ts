import 'server-only';

import { type Actor, systemActor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { workOnExports as work } from '@/lib/exports/export-worker';
import {
  cancelExport as cancelUseCase,
  fileOf,
  getExport as getUseCase,
  getExports as listUseCase,
  openFile,
  repeatExport as repeatUseCase,
  startExport as startUseCase,
} from '@/lib/exports/exports';
import { deleteOldExports } from '@/lib/exports/old-exports';
import {
  type Export,
  type ExportColumn,
  type ExportFormat,
  type ExportsPage,
  USUAL_COLUMNS,
} from '@/lib/exports/schemas';
import { fileWords } from '@/lib/exports/words';
import type { Locale } from '@/lib/i18n/config';
import { formatDateTime } from '@/lib/i18n/format';
import { isOneTask, type Selection, selectionAddress } from '@/lib/jobs/selection';
import { logger } from '@/lib/observability/logger';
import { contentDisposition, fileName } from '@/lib/values/file-names';

import { recordingForExport } from './recordings';
import { selectionFor } from './selections';

// Files of selections, wired to the database; the worker writes them.

type Asked = { format: ExportFormat; columns?: ExportColumn[] | undefined; locale: Locale };

/** @throws AppError as `selectionFor` and the use case */
export async function startExport(actor: Actor, asked: Selection, how: Asked): Promise<{ id: string }> {
  const selection = await selectionFor(actor, asked);
  const { scope } = selection;
  const input = {
    taskId: isOneTask(scope) ? scope : null,
    query: selectionAddress(selection),
    format: how.format,
    columns: [...new Set(how.columns ?? USUAL_COLUMNS)],
    locale: how.locale,
  };
  return withinDatabaseDeadline(() => startUseCase(database(), actor, input));
}

export function getExport(actor: Actor, id: string): Promise<Export> {
  return withinDatabaseDeadline(() => getUseCase(database('pages'), actor, id));
}

export function getExports(actor: Actor): Promise<ExportsPage> {
  return withinDatabaseDeadline(() => listUseCase(database('pages'), actor));
}

/** What people do with an export: end it, or ask for the same once more. */
export function steerExport(actor: Actor, id: string, action: 'cancel' | 'again'): Promise<{ id: string }> {
  return withinDatabaseDeadline(async () => {
    if (action === 'again') return repeatUseCase(database(), actor, id);
    await cancelUseCase(database(), actor, id);
    return { id };
  });
}

const TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  txt: 'text/plain; charset=utf-8',
  zip: 'application/zip',
};

/** The file as an answer, read as it is sent. @throws AppError as `openFile` */
export async function exportFile(actor: Actor, id: string, address: string): Promise<Response> {
  const { found, body } = await openFile(database('pages'), actor, id, address);
  return new Response(body, { headers: headersOf(found) });
}

/** What GET would say, without its body; nothing is noted. @throws AppError as `openFile` */
export async function describeFile(actor: Actor, id: string): Promise<Response> {
  return new Response(null, { headers: headersOf(await fileOf(database('pages'), actor, id)) });
}

function headersOf({ id, format, taskName, createdAt, bytes }: Export): Record<string, string> {
  const when = formatDateTime(createdAt).replaceAll(/\D/g, '');
  const name = fileName(`${taskName ?? fileWords('zh').allTasks}-${when}`, format);
  return {
    'content-type': TYPES[format],
    'content-length': String(bytes),
    'content-disposition': contentDisposition('attachment', `export-${id.slice(0, 8)}.${format}`, name),
    'cache-control': 'private, no-store, no-transform',
    'x-content-type-options': 'nosniff',
  };
}

const TIDY_UP_MS = 60 * 60_000;

/** Writes every organization's exports in this process until `stop` aborts; resolves when nothing is under way any more. */
export function workOnExports(stop: AbortSignal): Promise<void> {
  const db = database('background');
  let tidied = Promise.resolve();
  const tidyUp = () => {
    tidied = tidied
      .then(() => deleteOldExports(db))
      .catch((err: unknown) => logger().warn({ err }, 'old exports could not be deleted'));
  };
  const housekeeping = setInterval(tidyUp, TIDY_UP_MS);
  tidyUp();
  return work(
    {
      db,
      fetchRecording: recordingForExport,
      orgOf: (organizationId) => systemActor(organizationId).orgId,
      onEnd: ({ id, format }, end) => {
        logger().info({ exportId: id, format, end }, 'export');
        // What it has written is in nobody's file.
        if (end === 'failed' || end === 'lost') tidyUp();
      },
      onError: (err, leased) => logger().error({ err, exportId: leased?.id }, 'an export could not go on'),
      onUnexpected: (err) => logger().error({ err }, 'an export ended by what nobody expected'),
    },
    stop,
  ).finally(() => clearInterval(housekeeping));
}
