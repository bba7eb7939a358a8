import 'server-only';

import { budgetKey, type Actor, type OrgId } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { TIME_ZONE } from '@/lib/i18n/config';
import type { Selection } from '@/lib/jobs/selection';
import { logger } from '@/lib/observability/logger';
import { resolveEndpoint } from '@/lib/outboundbot/endpoint';
import type { ProviderRequest } from '@/lib/outboundbot/types';
import { ConversionSlots } from '@/lib/recordings/convert/conversion-slots';
import { convertedHead, convertedResponse } from '@/lib/recordings/convert/converted-response';
import { HeldLinks } from '@/lib/recordings/held-links';
import { KnownSounds } from '@/lib/recordings/known-sounds';
import { openRecording, type OpenRecordingOptions } from '@/lib/recordings/open-recording';
import { PeaksMaker, type OpenWhole } from '@/lib/recordings/peaks/peaks-maker';
import { makePeaksAhead, recordingPeaks } from '@/lib/recordings/peaks/recording-peaks';
import { playableResponse } from '@/lib/recordings/play/playable-response';
import type { NextRecording, PeaksAnswer, RecordingState } from '@/lib/recordings/queries';
import { recordingHead, recordingResponse } from '@/lib/recordings/recording-response';
import { recordingState } from '@/lib/recordings/recording-state';
import { findNextRecorded, findRecordedCall, storeRecordingLink } from '@/lib/recordings/repository';
import type { RecordedCall } from '@/lib/recordings/types';
import { wholeRecording, type WholeRecording } from '@/lib/recordings/whole-recording';
import type { DbId } from '@/lib/values/db-id';

import { outboundbot } from './outboundbot';
import { selectionFor } from './selections';

/** Which call of which row. */
type Wanted = { orgId: OrgId; rowId: DbId; callId: string | undefined };
/** Who asks for it. */
type Asked = { actor: Actor; rowId: DbId; callId: string | undefined; providerRequest: ProviderRequest };
type Listen = Asked & {
  download: boolean;
  /** A browser asks, to play it. */
  play: boolean;
  format: 'original' | 'wav' | 'mp3';
};

/** @throws AppError `not_found` and those of `openRecording` and `convertedResponse` */
export async function playRecording({
  request,
  download,
  format,
  play,
  ...asked
}: Listen & { request: Pick<Request, 'headers'> }): Promise<Response> {
  const { call, options } = await prepare(asked);
  const as = { download, timeZone: TIME_ZONE };
  if (format !== 'original') {
    return convertedResponse(call, options, { ...as, target: format, slots });
  }
  const range = { range: request.headers.get('range'), ifRange: request.headers.get('if-range') };
  if (play) return playableResponse(call, { ...options, ...range, known: knownSounds }, as);
  return recordingResponse(call, { ...options, ...range }, as);
}

/** @throws AppError `not_found` and those of `openRecording` and `convertedHead` */
export async function describeRecording({ download, format, play, ...asked }: Listen): Promise<Response> {
  const { call, options } = await prepare(asked);
  const as = { download, timeZone: TIME_ZONE };
  if (format !== 'original') return convertedHead(call, options, { ...as, target: format, slots });
  if (!play) return recordingHead(call, options, as);
  const { body, headers } = await playableResponse(call, { ...options, known: knownSounds }, as);
  await body?.cancel();
  return new Response(null, { headers });
}

/** @throws AppError `not_found` */
export async function stateOfRecording(asked: Asked): Promise<RecordingState> {
  const { call, options } = await prepare(asked);
  return recordingState(call, options);
}

/** @throws AppError `not_found` */
export async function peaksOfRecording({
  actor,
  rowId,
  callId,
  providerRequest,
}: Asked): Promise<PeaksAnswer> {
  const { orgId } = actor;
  const caller = { orgId, actorId: budgetKey(actor), class: 'page' } as const;
  const dependencies = {
    db: database('pages'),
    maker: peaksMaker(),
    open: openWhole({ orgId, rowId, callId }, caller),
  };
  return recordingPeaks(dependencies, orgId, { rowId, callId }, providerRequest);
}

/**
 * Which recording of a selection comes after a row's.
 * @throws AppError `not_found`
 */
export async function nextRecording(actor: Actor, rowId: DbId, asked: Selection): Promise<NextRecording> {
  const { orgId } = actor;
  const selection = await selectionFor(actor, asked);
  const [call, next] = await withinDatabaseDeadline(() =>
    Promise.all([
      findRecordedCall(orgId, database('pages'), rowId),
      findNextRecorded(orgId, database('pages'), rowId, selection),
    ]),
  );
  if (!call) throw new AppError('not_found');
  return { row_id: next };
}

/** In the background: the waveforms that these rows still lack. */
export async function makePeaksOf(orgId: OrgId, rowIds: readonly DbId[]): Promise<void> {
  const caller = { orgId, actorId: 'ahead', class: 'background' } as const;
  const openFor = (rowId: DbId) => openWhole({ orgId, rowId, callId: undefined }, caller);
  await makePeaksAhead({ db: database('background'), maker: peaksMaker(), openFor }, orgId, rowIds);
}

/**
 * The recording of a row's latest call as a file for an export, or why there is none; on what people leave of the
 * provider's budget.
 */
export async function recordingForExport(
  orgId: OrgId,
  rowId: DbId,
  signal: AbortSignal,
): Promise<WholeRecording> {
  const call = await withinDatabaseDeadline(() => findRecordedCall(orgId, database('background'), rowId));
  if (!call) return { reason: 'gone' };
  const open = openWhole(
    { orgId, rowId, callId: undefined },
    { orgId, actorId: 'export', class: 'background' },
  );
  return wholeRecording(call, (until) => open(call, until), { signal, timeZone: TIME_ZONE });
}

function openWhole(wanted: Wanted, caller: OpenOptions['caller']): OpenWhole {
  return (call, signal, gone) => {
    const asking = { caller, startedAt: Date.now(), signal, ...(gone && { gone }) };
    return openRecording(call, openOptions(wanted, asking));
  };
}

type OpenOptions = Omit<OpenRecordingOptions, 'range' | 'ifRange'>;
type Prepared = { call: RecordedCall; options: OpenOptions };

const shared = globalThis as typeof globalThis & { callboardPeaksMaker?: PeaksMaker };

/** The process's one maker: it bounds how many recordings are read at once. */
function peaksMaker(): PeaksMaker {
  return (shared.callboardPeaksMaker ??= new PeaksMaker());
}

/** A listener waits for a link to be kept no longer than for the first bytes of a sound. */
const LINK_STORE_MS = 500;
const heldLinks = new HeldLinks();
const knownSounds = new KnownSounds();
const slots = new ConversionSlots();

async function prepare({ actor, rowId, callId, providerRequest }: Asked): Promise<Prepared> {
  const { orgId } = actor;
  const call = await withinDatabaseDeadline(() => findRecordedCall(orgId, database('pages'), rowId, callId));
  if (!call) throw new AppError('not_found');
  if (callId !== undefined) call.held ??= heldLinks.get(orgId, callId);
  const { startedAt, gone: signal, spend } = providerRequest;
  const caller = { orgId, actorId: budgetKey(actor), class: 'person' } as const;
  return { call, options: openOptions({ orgId, rowId, callId }, { caller, startedAt, signal, spend }) };
}

function openOptions(
  { orgId, rowId, callId: asked }: Wanted,
  asking: Pick<OpenOptions, 'caller' | 'startedAt' | 'signal' | 'gone' | 'spend'>,
): OpenOptions {
  const { outboundbotEndpoint, outboundbotRegion } = env();
  return {
    outboundbot: outboundbot(),
    ...(outboundbotEndpoint && { endpoint: resolveEndpoint(outboundbotRegion, outboundbotEndpoint) }),
    ...asking,
    known: knownSounds,
    storeLink: async (callId, link) => {
      if (asked !== undefined) heldLinks.set(orgId, callId, link);
      // A link that could not be kept is no reason to stay silent.
      await withinDatabaseDeadline(
        () => storeRecordingLink(orgId, database(), rowId, callId, link),
        LINK_STORE_MS,
      ).catch((error: unknown) => {
        logger().warn({ err: error, rowId }, 'a recording link could not be kept');
      });
    },
  };
}
