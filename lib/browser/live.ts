import type { DbId } from '@/lib/values/db-id';
/** What happened to the organization's tasks, as `GET /api/events` tells it. */
export type LiveMessage =
  | { type: 'change'; taskId: DbId; number: number; rowIds: DbId[] }
  | { type: 'run'; taskId: DbId }
  /** A request for a number was made or answered. */
  | { type: 'numbers' }
  /** Something may have been missed. */
  | { type: 'resync' }
  /** Whether changes come by themselves; else pages have to ask now and then. */
  | { type: 'live'; live: boolean }
  /** The session is over: nothing of it may stay on the screen. */
  | { type: 'ended' };

/**
 * Whether runs and requests for numbers may have been missed: of what came while there was no stream, the stream that
 * follows tells changes alone.
 */
export function mayHaveMissed(message: LiveMessage): boolean {
  return message.type === 'resync' || (message.type === 'live' && message.live);
}

type Listener = (message: LiveMessage) => void;

const EVENTS = ['change', 'run', 'numbers', 'resync', 'live', 'ended'] as const;
/** A stream that was refused is tried again after so long, in ms, spread by as much again. */
const RETRY_MS = 5_000;

/**
 * What was told so lately may have come between the reading of a page on the server and its arrival here: it is told
 * again to a page that begins to listen. In ms.
 */
const RECENT_MS = 30_000;
const MOST_RECENT = 200;

const listeners = new Set<Listener>();
const recent: { at: number; message: LiveMessage }[] = [];
let stop: (() => void) | null = null;
let isLive = false;

/** Has `listener` told of everything, what has just happened included, until the answer is called. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener);
  for (const message of recentMessages()) listener(message);
  return () => void listeners.delete(listener);
}

/** Whether changes come by themselves at the moment. */
export function isLiveNow(): boolean {
  return isLive;
}

function recentMessages(): LiveMessage[] {
  const oldest = performance.now() - RECENT_MS;
  while (recent[0] && recent[0].at < oldest) recent.shift();
  return recent.map(({ message }) => message);
}

function keep(message: LiveMessage): void {
  if (message.type !== 'change' && message.type !== 'resync') return;
  const [, second] = recent;
  if (second && recent.length >= MOST_RECENT) {
    // Read all anew stands for what would be too much to tell.
    recent.splice(0, 2, { at: second.at, message: { type: 'resync' } });
  }
  recent.push({ at: performance.now(), message });
}

function deliver(message: LiveMessage): void {
  if (message.type === 'live') isLive = message.live;
  keep(message);
  for (const listener of listeners) listener(message);
}

/**
 * One stream a browser and organization: the tab that holds the lock reads it and tells the others, and when it is
 * closed the next one takes over. Without locks (plain http) each tab reads its own.
 *
 * @returns ends this tab's part
 */
export function startLive(organizationId: string): () => void {
  stop?.();
  const name = `callboard-live:${organizationId}`;
  const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  const tell = (message: LiveMessage) => {
    deliver(message);
    tabs?.postMessage(message);
  };
  const me = Math.random();
  type Said = LiveMessage & { to?: number };
  tabs?.addEventListener('message', ({ data }: MessageEvent<Said | { type: 'hello'; from: number }>) => {
    // A tab that has come later asks what holds.
    if (data.type === 'hello') {
      if (!source) return;
      for (const message of [{ type: 'live', live: isLive } as const, ...recentMessages()]) {
        tabs.postMessage({ ...message, to: data.from } satisfies Said);
      }
    } else if (data.to === undefined || data.to === me) deliver(data);
  });
  tabs?.postMessage({ type: 'hello', from: me });

  const ended = new AbortController();
  let source: EventSource | null = null;
  let last: string | null = null;
  let retry: number | undefined;

  const open = () => {
    if (ended.signal.aborted) return;
    const opened = new EventSource(last === null ? '/api/events' : `/api/events?since=${last}`);
    source = opened;
    for (const type of EVENTS) {
      opened.addEventListener(type, (event: MessageEvent<string>) => {
        if (event.lastEventId) last = event.lastEventId;
        tell({ type, ...(JSON.parse(event.data) as object) } as LiveMessage);
        if (type === 'ended') opened.close();
      });
    }
    opened.addEventListener('error', () => {
      if (isLive) tell({ type: 'live', live: false });
      // What is only interrupted comes back by itself; what was refused does not.
      if (opened.readyState !== EventSource.CLOSED || ended.signal.aborted) return;
      retry = window.setTimeout(open, RETRY_MS * (1 + Math.random()));
    });
  };
  const lead = (tookOver: boolean) => {
    // The lock may be given to one who has just let go.
    if (ended.signal.aborted) return Promise.resolve();
    open();
    // What was told between the tab before and this one is not known.
    if (tookOver) tell({ type: 'resync' });
    return new Promise<void>((resolve) => {
      ended.signal.addEventListener('abort', () => {
        window.clearTimeout(retry);
        source?.close();
        resolve();
      });
    });
  };
  if ('locks' in navigator) {
    const askedAt = performance.now();
    navigator.locks
      .request(name, { signal: ended.signal }, () => lead(performance.now() - askedAt > 1_000))
      .catch(() => {});
  } else void lead(false);

  stop = () => {
    ended.abort();
    tabs?.close();
    isLive = false;
    stop = null;
  };
  return stop;
}
