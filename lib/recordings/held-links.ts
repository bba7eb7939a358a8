import type { SignedLink } from './types';

const MOST = 500;

/**
 * Fresh links of calls that no row shows any more, and that the table of states therefore has no room for: each range
 * of one listening would else ask the provider for another. Another instance simply asks for its own.
 */
export class HeldLinks {
  private readonly links = new Map<string, SignedLink>();

  get(orgId: string, callId: string): SignedLink | null {
    return this.links.get(keyOf(orgId, callId)) ?? null;
  }

  set(orgId: string, callId: string, link: SignedLink): void {
    const key = keyOf(orgId, callId);
    this.links.delete(key);
    this.links.set(key, link);
    for (const [oldest] of this.links) {
      if (this.links.size <= MOST) break;
      this.links.delete(oldest);
    }
  }
}

const keyOf = (orgId: string, callId: string) => JSON.stringify([orgId, callId]);
