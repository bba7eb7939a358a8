import 'server-only';

import { sql } from 'drizzle-orm';
import { z } from 'zod';

import type { Db } from '@/lib/db/client';
import type { DbId } from '@/lib/values/db-id';
import { idInput } from '@/lib/db/id-input';

/** The one channel of all instances on a database. */
export const CHANNEL = 'callboard_events';

/** Said after a commit; what changed is read from the tables by whoever hears it. */
export const noticeSchema = z.union([
  z.object({ task: idInput, org: z.string(), run: z.boolean().optional() }),
  /** A request for a number was made or answered. */
  z.object({ org: z.string(), numbers: z.literal(true) }),
  /** An instance's sign of life to itself. */
  z.object({ echo: z.string() }),
]);
export type Notice = z.infer<typeof noticeSchema>;

/** Changes of one task within so long are told in one notice. */
const TOGETHER_MS = 200;

export async function notify(db: Db, notice: Notice): Promise<void> {
  await db.execute(sql`select pg_notify(${CHANNEL}, ${JSON.stringify(notice)})`);
}

/**
 * Tells all instances that something of a task changed: after the commit, and never within it, because NOTIFY holds a
 * lock that all commits share. A notice that is lost costs nothing but time: pages are filled from the table.
 */
export class Announcer {
  private readonly waiting = new Map<DbId, { org: string; run: boolean }>();
  private readonly timers = new Map<DbId, NodeJS.Timeout>();

  constructor(
    private readonly db: () => Db,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @param run the task's run moved as well, or alone */
  announce(org: string, task: DbId, { run = false } = {}): void {
    this.waiting.set(task, { org, run: run || (this.waiting.get(task)?.run ?? false) });
    if (this.timers.has(task)) return;
    // The first one goes at once; those that follow wait for each other.
    this.send(task);
    this.timers.set(
      task,
      setTimeout(() => {
        this.timers.delete(task);
        if (this.waiting.has(task)) this.announceWaiting(task);
      }, TOGETHER_MS).unref(),
    );
  }

  private announceWaiting(task: DbId): void {
    const next = this.waiting.get(task);
    if (next) this.announce(next.org, task, { run: next.run });
  }

  private send(task: DbId): void {
    const next = this.waiting.get(task);
    this.waiting.delete(task);
    if (!next) return;
    const notice = { task, org: next.org, ...(next.run && { run: true }) };
    void notify(this.db(), notice).catch(this.onError);
  }
}
