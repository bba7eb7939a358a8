import 'server-only';

import type { NextRequest } from 'next/server';

import type { Actor } from '@/lib/auth/actor';
import { resolveActor } from '@/lib/auth/resolve-actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import type { LiveEvent } from '@/lib/events/hub';
import { followEvents } from '@/lib/services/events';

import { eventStream, type StreamedEvent } from './event-stream';

/** What changed so lately may have come between the reading of a page and its first connection. In ms. */
const READ_BEFORE_MS = 10_000;

/**
 * All that happens to the tasks of the actor's organization: ids and numbers, never what a row holds. Each page then
 * reads what it shows by its own door.
 *
 * @param last the id of the last event that the browser has; what came behind it is told first
 */
export function liveEvents(actor: Actor, request: NextRequest, last: string | undefined): Response {
  const since = last !== undefined && /^\d{12,14}$/.test(last) ? Number(last) : Date.now() - READ_BEFORE_MS;
  const { headers, cookies, signal } = request;
  return eventStream(signal, {
    follow: (send) => followEvents(actor.orgId, since, (event) => send(streamed(event))),
    mayStay: async () => {
      try {
        const now = await withinDatabaseDeadline(() => resolveActor(database('pages'), headers, cookies));
        return now.userId === actor.userId && now.orgId === actor.orgId ? 'yes' : 'signed_out';
      } catch (error) {
        // A database out of reach says nothing about the person.
        if (!(error instanceof AppError)) return 'yes';
        if (error.kind === 'unauthenticated') return 'signed_out';
        return error.kind === 'no_organization' ? 'barred' : 'yes';
      }
    },
  });
}

function streamed(event: LiveEvent): StreamedEvent {
  switch (event.kind) {
    case 'change': {
      const { taskId, number, rowIds, at } = event.change;
      return { event: 'change', data: { taskId, number, rowIds }, id: String(Math.floor(at)) };
    }
    case 'run':
      return { event: 'run', data: { taskId: event.taskId } };
    case 'numbers':
      return { event: 'numbers', data: {} };
    case 'live':
      return { event: 'live', data: { live: event.live } };
    case 'resync':
      return { event: 'resync', data: {} };
  }
}
