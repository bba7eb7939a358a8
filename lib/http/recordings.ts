import 'server-only';

import { z } from 'zod';

import type { OrgId } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { TIME_ZONE } from '@/lib/i18n/config';
import { logger } from '@/lib/observability/logger';
import { resolveEndpoint } from '@/lib/outboundbot/endpoint';
import type { OpenRecordingOptions } from '@/lib/recordings/open-recording';
import { recordingHead, recordingResponse } from '@/lib/recordings/recording-response';
import { recordingState, type RecordingState } from '@/lib/recordings/recording-state';
import { findRecordedCall, storeRecordingLink } from '@/lib/recordings/repository';
import type { RecordedCall } from '@/lib/recordings/types';

import { keepContentLength } from './content-length';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { outboundbot } from './services';

/** `?download=1` saves the recording as a file. */
export const recordingQuery = z.object({ download: z.literal('1').optional() });

type Listen = { orgId: OrgId; rowId: number; request: Request; download: boolean };

/** @throws AppError `not_found` and those of `openRecording` */
export async function playRecording({ orgId, rowId, request, download }: Listen): Promise<Response> {
  const { call, options } = await prepare(orgId, rowId, request.signal);
  const range = { range: request.headers.get('range'), ifRange: request.headers.get('if-range') };
  return keepContentLength(
    await recordingResponse(call, { ...options, ...range }, { download, timeZone: TIME_ZONE }),
  );
}

/** @throws AppError `not_found` and those of `openRecording` */
export async function describeRecording({ orgId, rowId, request, download }: Listen): Promise<Response> {
  const { call, options } = await prepare(orgId, rowId, request.signal);
  return keepContentLength(await recordingHead(call, options, { download, timeZone: TIME_ZONE }));
}

/** @throws AppError `not_found` */
export async function stateOfRecording(
  orgId: OrgId,
  rowId: number,
  signal: AbortSignal,
): Promise<RecordingState> {
  const { call, options } = await prepare(orgId, rowId, signal);
  return recordingState(call, options);
}

type Prepared = { call: RecordedCall; options: Omit<OpenRecordingOptions, 'range' | 'ifRange'> };

async function prepare(orgId: OrgId, rowId: number, signal: AbortSignal): Promise<Prepared> {
  const call = await withinDatabaseDeadline(findRecordedCall(orgId, database(), rowId));
  if (!call) throw new AppError('not_found');
  const { outboundbotEndpoint, outboundbotRegion } = env();
  const options: Prepared['options'] = {
    outboundbot: outboundbot(),
    ...(outboundbotEndpoint && { endpoint: resolveEndpoint(outboundbotRegion, outboundbotEndpoint) }),
    signal,
    // A link that could not be kept is no reason to stay silent.
    storeLink: (callId, link) =>
      storeRecordingLink(orgId, database(), rowId, callId, link).catch((error: unknown) => {
        logger().warn({ err: error, rowId }, 'a recording link could not be kept');
      }),
  };
  return { call, options };
}
