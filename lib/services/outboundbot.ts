import 'server-only';

import { env } from '@/lib/env';
import { createOutboundBot } from '@/lib/outboundbot/client';
import type { OutboundBot } from '@/lib/outboundbot/types';

const shared = globalThis as typeof globalThis & { callboardOutboundBot?: OutboundBot };

/** The process's one provider client: it bounds the calls under way, so there must not be a second one. */
export function outboundbot(): OutboundBot {
  const { outboundbotInstanceId, outboundbotRegion, outboundbotEndpoint, outboundbotMaxRps } = env();
  shared.callboardOutboundBot ??= createOutboundBot({
    instanceId: outboundbotInstanceId,
    region: outboundbotRegion,
    ...(outboundbotEndpoint ? { endpoint: outboundbotEndpoint } : {}),
    ...(outboundbotMaxRps ? { maxRps: outboundbotMaxRps } : {}),
  });
  return shared.callboardOutboundBot;
}
