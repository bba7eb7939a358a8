import type { CallOptions, OutboundBot } from '@/lib/outboundbot/types';

import type { SignedLink } from './types';

/** A link that lives this much longer is not asked for again, in ms. */
const REUSE_MARGIN_MS = 10 * 60_000;

export type FindRecordings = CallOptions & {
  outboundbot: Pick<OutboundBot, 'downloadRecording'>;
  wanted: readonly { callId: string; held: SignedLink | null }[];
  now?: Date;
};

export type FoundRecordings = {
  /** By call id; a recording that failed or is not ready yet has no entry. */
  links: Map<string, SignedLink>;
  /** `reused` links were not asked for; `failed` is a part of `asked` and counts "not ready yet" too. */
  counts: { asked: number; reused: number; failed: number };
};

/**
 * The recordings of many calls at once, each call id asked for once; the provider's client bounds how many are under
 * way. One that fails, is not ready, or is not there at the deadline counts as failed and never throws.
 * Source: OutboundBot 2019-12-26, DownloadRecording.
 */
export async function findRecordings({
  outboundbot,
  wanted,
  now = new Date(),
  ...options
}: FindRecordings): Promise<FoundRecordings> {
  const links = new Map<string, SignedLink>();
  for (const { callId, held } of wanted) {
    if (held?.expiresAt && held.expiresAt.getTime() >= now.getTime() + REUSE_MARGIN_MS)
      links.set(callId, held);
  }
  const reused = links.size;
  const asked = [...new Set(wanted.map(({ callId }) => callId))].filter((callId) => !links.has(callId));
  await Promise.allSettled(
    asked.map(async (callId) => {
      const link = await outboundbot.downloadRecording(callId, options);
      if (link.state === 'ready') links.set(callId, { url: link.url, expiresAt: link.expiresAt });
    }),
  );
  return { links, counts: { asked: asked.length, reused, failed: asked.length + reused - links.size } };
}
