/** What happened to the organization's tasks, as `GET /api/events` tells it. */
export type LiveMessage =
  | { type: 'change'; taskId: number; number: number; rowIds: number[] }
  | { type: 'run'; taskId: number }
  /** Something may have been missed. */
  | { type: 'resync' }
  /** Whether changes come by themselves; else pages have to ask now and then. */
  | { type: 'live'; live: boolean }
  /** The session is over: nothing of it may stay on the screen. */
  | { type: 'ended' };

type Listener = (message: LiveMessage) => void;

const EVENTS = ['change', 'run', 'resync', 'live', 'ended'] as const;
/** A stream that was refused is tried again after so long, in ms, spread by as much again. */
const RETRY_MS = 5_000;

const listeners = new Set<Listener>();
let stop: (() => void) | null = null;
let isLive = false;

/** Has `listener` told of everything until the answer is called. */
export function onLive(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whether changes come by themselves at the moment. */
export function isLiveNow(): boolean {
  return isLive;
}

function deliver(message: LiveMessage): void {
  if (message.type === 'live') isLive = message.live;
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
  tabs?.addEventListener('message', ({ data }: MessageEvent<LiveMessage | { type: 'hello' }>) => {
    // A tab that has come later asks what holds.
    if (data.type === 'hello') {
      if (source) tabs.postMessage({ type: 'live', live: isLive });
    } else deliver(data);
  });
  tabs?.postMessage({ type: 'hello' });

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
