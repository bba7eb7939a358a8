import 'server-only';

import { database } from '@/lib/db/client';
import { env } from '@/lib/env';
import { logger } from '@/lib/observability/logger';
import { createOutboundBot } from '@/lib/outboundbot/client';
import type { OutboundBot } from '@/lib/outboundbot/types';
import { createBudget } from '@/lib/runs/budget';

const shared = globalThis as typeof globalThis & { callboardOutboundBot?: OutboundBot };

/** `OUTBOUNDBOT_MAX_RPS` is the account's: all instances and workers together keep to it. */
function sharedBudget(limit: number) {
  return createBudget(database('background'), limit, (err) =>
    logger().warn({ err }, 'throttling could not be noted in the budget'),
  );
}

/** The process's one provider client: it bounds the calls under way, so there must not be a second one. */
export function outboundbot(): OutboundBot {
  const { outboundbotInstanceId, outboundbotRegion, outboundbotEndpoint, outboundbotMaxRps } = env();
  shared.callboardOutboundBot ??= createOutboundBot({
    instanceId: outboundbotInstanceId,
    region: outboundbotRegion,
    ...(outboundbotEndpoint ? { endpoint: outboundbotEndpoint } : {}),
    ...(outboundbotMaxRps ? { budget: sharedBudget(outboundbotMaxRps) } : {}),
  });
  return shared.callboardOutboundBot;
}
