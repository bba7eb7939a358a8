import 'server-only';

import { subscribe } from 'node:diagnostics_channel';
import type { Server, ServerResponse } from 'node:http';

import { logger } from '@/lib/observability/logger';

/**
 * How long the process goes on answering at least, in ms: balancers and orchestrators send SIGTERM and take a while to
 * see that it is no longer ready. A person's Ctrl-C has nobody to wait for.
 */
const AT_LEAST_MS = { SIGTERM: 3000, SIGINT: 0 };
/** What is still being sent by then has a listener who does not read, or a sound that has no end. */
const STREAMS_MS = 10_000;
/** The process is gone within 15 s. */
const END_MS = 14_000;

/** As a shell tells them: 128 plus the signal's number. */
const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 };
type Signal = keyof typeof EXIT_CODES;

// Next loads this module once for the start of the process and again for the routes.
const shared = globalThis as typeof globalThis & {
  callboardDrain?: { signal: Signal | null };
  callboardOnDrain?: Set<() => void>;
};

/** Has something end at once when the process is told to: an answer that else has no end. @returns forgets it again */
export function onDrain(end: () => void): () => void {
  const ends = (shared.callboardOnDrain ??= new Set());
  ends.add(end);
  return () => void ends.delete(end);
}

/** Whether the process has been told to end: it finishes what it began, and wants no more. */
export function isDraining(): boolean {
  return shared.callboardDrain?.signal != null;
}

/**
 * Ends the process in an orderly way on SIGTERM and SIGINT. It goes on answering until nothing is under way, closes what
 * is still being sent after 10 s, and ends within 15 s. Further signals change nothing. For the start of the process;
 * Next's own handlers, which close the door at once and wait for ever, are off with NEXT_MANUAL_SIG_HANDLE.
 */
export function drainOnSignals(): void {
  if (shared.callboardDrain) return;
  const state: { signal: Signal | null } = { signal: null };
  shared.callboardDrain = state;
  const servers = new Set<Server>();
  const underWay = new Set<ServerResponse>();
  let mayEndAt = Infinity;

  const endWhenIdle = () => {
    if (underWay.size === 0 && performance.now() >= mayEndAt) end();
  };
  const end = () => {
    logger().info({ signal: state.signal, cut: underWay.size }, 'end');
    for (const server of servers) server.close().closeAllConnections();
    process.exit(EXIT_CODES[state.signal ?? 'SIGTERM']);
  };
  const closeStreams = () => {
    for (const server of servers) server.close();
    for (const response of underWay) if (response.headersSent) response.destroy();
  };
  const drain = (signal: Signal) => {
    if (state.signal) return;
    state.signal = signal;
    logger().info({ signal, underWay: underWay.size }, 'drain');
    // The next request of a connection goes to a server that stays.
    for (const response of underWay) if (!response.headersSent) response.setHeader('connection', 'close');
    for (const endNow of shared.callboardOnDrain ?? []) endNow();
    mayEndAt = performance.now() + AT_LEAST_MS[signal];
    setTimeout(endWhenIdle, AT_LEAST_MS[signal] + 1);
    setTimeout(closeStreams, STREAMS_MS);
    setTimeout(end, END_MS);
  };

  subscribe('http.server.request.start', (message) => {
    const { response, server } = message as { response: ServerResponse; server: Server };
    servers.add(server);
    underWay.add(response);
    if (state.signal) response.setHeader('connection', 'close');
    response.once('close', () => {
      underWay.delete(response);
      endWhenIdle();
    });
  });
  for (const signal of Object.keys(EXIT_CODES) as Signal[]) process.on(signal, () => drain(signal));
}
