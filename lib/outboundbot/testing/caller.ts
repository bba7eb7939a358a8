import type { Caller, ProviderRequest } from '../types';

/** Somebody who asks, where a test does not care who. */
export const CALLER: Caller = { orgId: 'an organization', actorId: 'a person', class: 'person' };

/** A request of somebody who stays, with a budget without end. */
export function askedNow(changes: Partial<ProviderRequest> = {}): ProviderRequest {
  return {
    startedAt: Date.now(),
    gone: new AbortController().signal,
    spend: () => Promise.resolve(),
    ...changes,
  };
}
