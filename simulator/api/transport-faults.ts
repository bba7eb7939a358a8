import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Faults, type Subject, TRANSPORT_FAULTS } from '../faults';
import { ApiError } from './errors';

/** So often a held request looks whether it may go on. */
const HOLD_MS = 20;

const BROKEN = TRANSPORT_FAULTS.filter((kind) => kind !== 'latency' && kind !== 'hold');

/**
 * Applies the faults that do not need the answer itself. "answered": there is nothing left to do; "stall": the answer
 * is to stop half way. Refusals are thrown as ApiErrors.
 */
export async function strikeTransport(
  faults: Faults,
  subject: Subject,
  response: ServerResponse,
  requestId: string,
): Promise<'go on' | 'answered' | 'stall'> {
  for (const { ms = 1000, upToMs = ms } of faults.take(subject, ['latency'])) {
    await sleep(ms + Math.random() * (upToMs - ms));
  }
  for (const hold of faults.take(subject, ['hold'])) {
    while (faults.isInForce(hold) && !response.destroyed) await sleep(HOLD_MS);
  }
  const fault = faults.takeOne(subject, BROKEN);
  switch (fault?.kind) {
    case undefined:
      return 'go on';
    case 'hang':
      return 'answered';
    case 'stall':
      return 'stall';
    case 'reset':
      response.socket?.resetAndDestroy();
      return 'answered';
    case 'html503':
      response.writeHead(503, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>');
      return 'answered';
    case 'empty502':
      response.writeHead(502, { 'content-length': '0' });
      response.end();
      return 'answered';
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json;charset=utf-8' });
      response.end('{"RequestId":"' + requestId + '","Jobs":[{"JobId": oops');
      return 'answered';
    case 'successFalse': {
      const code = fault.code ?? 'InternalError';
      const answer = {
        RequestId: requestId,
        Success: false,
        Code: code,
        HttpStatusCode: fault.status ?? 500,
        Message: fault.message ?? 'The business failed.',
      };
      response.writeHead(200, { 'content-type': 'application/json;charset=utf-8' });
      response.end(JSON.stringify(answer));
      return 'answered';
    }
    case 'throttle': {
      const headers: Record<string, string> =
        fault.retryAfterMs === undefined ? {} : { 'x-acs-retry-after': String(fault.retryAfterMs) };
      const message = 'Request was denied due to user flow control.';
      throw new ApiError(fault.status ?? 400, fault.code ?? 'Throttling.User', fault.message ?? message, {
        headers,
      });
    }
    case 'forbidden':
      throw new ApiError(
        fault.status ?? 403,
        fault.code ?? 'NoPermission',
        fault.message ?? 'You are not authorized to do this action.',
        {
          body: {
            AccessDeniedDetail: {
              AuthAction: `outboundbot:${subject.operation === 'DownloadRecording' ? 'DownloadCabRecording' : 'GetJobs'}`,
              AuthPrincipalType: 'SubUser',
              NoPermissionType: 'ImplicitDeny',
              PolicyType: 'AccountLevelIdentityBasedPolicy',
            },
          },
        },
      );
    default:
      throw new ApiError(
        fault?.status ?? 500,
        fault?.code ?? 'InternalError',
        fault?.message ?? 'The request processing has failed.',
      );
  }
}
