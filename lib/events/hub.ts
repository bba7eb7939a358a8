import 'server-only';

import { randomUUID } from 'node:crypto';

import type { Db } from '@/lib/db/client';
import { listenTo, type Listening } from '@/lib/db/listen';
import type { DbId } from '@/lib/values/db-id';

import { CHANNEL, noticeSchema, notify } from './announce';
import { changesBehind, MOST, newestNumber, type TaskChange } from './changes';

/** What a page is told. `resync`: something may have been missed, read all anew. */
export type LiveEvent =
  | { kind: 'change'; change: TaskChange }
  | { kind: 'run'; taskId: DbId }
  /** A request for a number was made or answered. */
  | { kind: 'numbers' }
  | { kind: 'resync' }
  /** Whether changes are heard of as they come; else pages have to ask now and then. */
  | { kind: 'live'; live: boolean };

type Subscriber = { organizationId: string; send: (event: LiveEvent) => void };

/** An instance that does not hear itself for so long is deaf. */
const SIGN_OF_LIFE_MS = 10_000;
const DEAF_MS = 25_000;

export type HubOptions = {
  /** A direct address: LISTEN does not pass a transaction pooler. */
  listenUrl: string;
  db: () => Db;
  onError: (error: unknown, what: string) => void;
  /** For tests. */
  signOfLifeMs?: number;
  deafMs?: number;
};

/**
 * The instance's one listener, and the pages that it tells. It listens as long as somebody is there to be told. A notice
 * says only that something of a task changed; what, is read once from the table, however many are told.
 */
export class Hub {
  private readonly subscribers = new Set<Subscriber>();
  private readonly numbers = new Map<DbId, number>();
  /** Tasks whose changes are being read, and whether once more behind it. */
  private readonly reading = new Map<DbId, { again: boolean }>();
  private readonly echo = randomUUID();
  private listening: Listening | null = null;
  private timer: NodeJS.Timeout | undefined;
  private heardAt = 0;
  private hadListened = false;
  /** Our own sign of life has come back: what is said is heard. */
  private live = false;

  constructor(private readonly options: HubOptions) {}

  /** @returns ends the subscription */
  subscribe(subscriber: Subscriber): () => void {
    this.subscribers.add(subscriber);
    this.begin();
    subscriber.send({ kind: 'live', live: this.live });
    return () => {
      this.subscribers.delete(subscriber);
      if (this.subscribers.size === 0) void this.rest();
    };
  }

  get size(): number {
    return this.subscribers.size;
  }

  private begin(): void {
    if (this.listening) return;
    const { listenUrl, onError, signOfLifeMs = SIGN_OF_LIFE_MS } = this.options;
    this.heardAt = performance.now();
    this.hadListened = false;
    this.listening = listenTo(listenUrl, CHANNEL, {
      onMessage: (payload) => this.hear(payload),
      onListening: () => {
        // What was said while nobody listened is not known.
        if (this.hadListened) this.tellAll({ kind: 'resync' });
        this.hadListened = true;
        this.heardAt = performance.now();
        this.signOfLife();
      },
      onError: (error) => onError(error, 'listening'),
    });
    this.timer = setInterval(() => this.signOfLife(), signOfLifeMs).unref();
  }

  private async rest(): Promise<void> {
    clearInterval(this.timer);
    const { listening } = this;
    this.listening = null;
    this.numbers.clear();
    this.live = false;
    await listening?.end();
  }

  private signOfLife(): void {
    const { db, onError, deafMs = DEAF_MS } = this.options;
    if (performance.now() - this.heardAt > deafMs) {
      onError(new Error('no notice of our own arrived'), 'deaf');
      this.heardAt = performance.now();
      this.setLive(false);
      this.listening?.again();
      return;
    }
    void notify(db(), { echo: this.echo }).catch((error: unknown) => onError(error, 'sign of life'));
  }

  private hear(payload: string): void {
    let notice: unknown;
    try {
      notice = JSON.parse(payload);
    } catch {
      return;
    }
    const parsed = noticeSchema.safeParse(notice);
    if (!parsed.success) return;
    if ('echo' in parsed.data) {
      if (parsed.data.echo !== this.echo) return;
      this.heardAt = performance.now();
      this.setLive(true);
      return;
    }
    if ('numbers' in parsed.data) return this.tell(parsed.data.org, { kind: 'numbers' });
    const { task, org, run } = parsed.data;
    if (![...this.subscribers].some(({ organizationId }) => organizationId === org)) return;
    if (run) this.tell(org, { kind: 'run', taskId: task });
    this.read(task);
  }

  /** Reads what is new of a task, once at a time: what is committed meanwhile may need another look. */
  private read(taskId: DbId): void {
    const underWay = this.reading.get(taskId);
    if (underWay) {
      underWay.again = true;
      return;
    }
    const state = { again: false };
    this.reading.set(taskId, state);
    void this.readChanges(taskId)
      .catch((error: unknown) => this.options.onError(error, 'reading changes'))
      .finally(() => {
        this.reading.delete(taskId);
        if (state.again) this.read(taskId);
      });
  }

  private async readChanges(taskId: DbId): Promise<void> {
    // Of a task that is heard of for the first time, only the newest change is of interest: what lies before was there
    // when the pages were read. A little more is told than needed; pages know what they have seen.
    const known = this.numbers.get(taskId);
    const changes = await changesBehind(
      this.options.db(),
      taskId,
      known ?? (await this.beforeNewest(taskId)),
    );
    const newest = changes.at(-1);
    if (!newest) return;
    this.numbers.set(taskId, newest.number);
    if (changes.length > MOST) {
      this.tell(newest.organizationId, { kind: 'resync' });
      return;
    }
    for (const change of changes) this.tell(change.organizationId, { kind: 'change', change });
  }

  private async beforeNewest(taskId: DbId): Promise<number> {
    return Math.max(0, (await newestNumber(this.options.db(), taskId)) - 20);
  }

  private setLive(live: boolean): void {
    if (this.live === live) return;
    this.live = live;
    this.tellAll({ kind: 'live', live });
  }

  private tell(organizationId: string, event: LiveEvent): void {
    for (const subscriber of this.subscribers) {
      if (subscriber.organizationId === organizationId) subscriber.send(event);
    }
  }

  private tellAll(event: LiveEvent): void {
    for (const { send } of this.subscribers) send(event);
  }
}
