import 'server-only';

import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';

import {
  cancelExport as cancelStored,
  findAsked,
  findExport,
  insertExport,
  listExports,
  lockUse,
  type NewExport,
  nextChunk,
  noteTaken,
  UUID,
} from './export-repository';
import { type Export, type ExportsPage, isOver } from './schemas';

const unpack = promisify(gunzip);

/** Files under way at once, and bytes kept of all that are not expired. */
const LIMITS = { own: 3, organization: 10, bytes: 8 * 1024 ** 3 };
const SHOWN = 50;

/**
 * Queues a file of a selection's rows; the worker writes it.
 *
 * @throws AppError `not_found`; `rate_limited` while too much of the person or the organization is under way or kept
 */
export function startExport(db: Db, actor: Actor, asked: NewExport): Promise<{ id: string }> {
  return db.transaction(async (tx) => {
    const { own, organization, bytes } = await lockUse(actor, tx);
    if (own >= LIMITS.own || organization >= LIMITS.organization) {
      throw new AppError('rate_limited', {
        message: '正在导出的文件太多，请等其中一个完成后再试',
        retryAfterSeconds: 30,
      });
    }
    if (bytes >= LIMITS.bytes) {
      throw new AppError('rate_limited', {
        message: '组织保存的导出文件已达上限，请等旧文件过期后再试',
        retryAfterSeconds: 3600,
      });
    }
    const id = await insertExport(actor, tx, asked);
    if (id === null) throw new AppError('not_found');
    return { id };
  });
}

/** @throws AppError `not_found` */
export async function getExport(db: Db, actor: Actor, id: string): Promise<Export> {
  const found = UUID.test(id) ? await findExport(actor.orgId, db, id) : null;
  if (!found) throw new AppError('not_found');
  return found;
}

/** The newest exports of the organization. */
export async function getExports(db: Db, actor: Actor): Promise<ExportsPage> {
  return { exports: await listExports(actor.orgId, db, SHOWN) };
}

/**
 * Ends an export that is under way; nothing of it is kept.
 *
 * @throws AppError `not_found`; `export_over`: it has come to its end meanwhile
 */
export async function cancelExport(db: Db, actor: Actor, id: string): Promise<Export> {
  const found = await getExport(db, actor, id);
  const moved = await cancelStored(actor, db, found.id);
  const now = await getExport(db, actor, id);
  if (!moved && isOver(now.status) && now.status !== 'cancelled') throw new AppError('export_over');
  return now;
}

/** Asks once more for what an export was asked with; what matches by now is in the new file. @throws AppError as `startExport` */
export async function repeatExport(db: Db, actor: Actor, id: string): Promise<{ id: string }> {
  const asked = UUID.test(id) ? await findAsked(actor.orgId, db, id) : null;
  if (!asked) throw new AppError('not_found');
  return startExport(db, actor, asked);
}

/**
 * The file of an export that is done, piece by piece as its reader takes them; who takes it is noted.
 *
 * @throws AppError `not_found`, `export_not_ready`, `export_expired`
 */
export async function openFile(
  db: Db,
  actor: Actor,
  id: string,
  address: string,
): Promise<{ found: Export; body: ReadableStream<Uint8Array> }> {
  const found = await fileOf(db, actor, id);
  await withinDatabaseDeadline(() => noteTaken(actor, db, id, address));
  let place = { part: -1, piece: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await withinDatabaseDeadline(() => nextChunk(actor.orgId, db, id, place));
        if (!chunk) return controller.close();
        place = chunk;
        controller.enqueue(chunk.packed ? await unpack(chunk.bytes) : chunk.bytes);
      },
    },
    { highWaterMark: 1 },
  );
  return { found, body };
}

/** An export whose file is there. @throws AppError as `openFile` */
export async function fileOf(db: Db, actor: Actor, id: string): Promise<Export> {
  const found = await withinDatabaseDeadline(() => getExport(db, actor, id));
  if (found.status !== 'done') throw new AppError('export_not_ready');
  if (found.expired) throw new AppError('export_expired');
  return found;
}
