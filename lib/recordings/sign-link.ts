import type { CallOptions, OutboundBot } from '@/lib/outboundbot/types';

import { notReady, signingFailure } from './failures';
import type { SignedLink } from './types';

export type FreshLink = SignedLink & { requestId: string | null };

/**
 * A link that the provider signs now.
 * @throws AppError `recording_not_ready`, `recording_gone` or `provider_failed`; NoTurnError; CallerGoneError
 */
export async function signLink(
  outboundbot: Pick<OutboundBot, 'downloadRecording'>,
  callId: string,
  options: Omit<CallOptions, 'onAttempt'>,
): Promise<FreshLink> {
  let requestId: string | null = null;
  try {
    const link = await outboundbot.downloadRecording(callId, {
      ...options,
      onAttempt: (attempt) => (requestId = attempt.requestId),
    });
    if (link.state === 'not_ready') throw notReady(link.requestId);
    return { url: link.url, expiresAt: link.expiresAt, requestId };
  } catch (error) {
    throw signingFailure(error);
  }
}
