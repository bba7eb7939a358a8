import 'server-only';

import { setTimeout as sleep } from 'node:timers/promises';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import { AppError } from '@/lib/errors';
import { logger } from '@/lib/observability/logger';
import { CallerGoneError, NoTurnError, type ProviderRequest } from '@/lib/outboundbot/types';
import type { DbId } from '@/lib/values/db-id';

import type { PeaksAnswer } from '../queries';
import { stateOf } from '../recording-state';
import { findRecordedCall } from '../repository';
import type { RecordedCall } from '../types';
import type { OpenWhole, PeaksMaker } from './peaks-maker';
import { presentPeaks } from './present-peaks';
import { findAlignmentSettings, findPeaks, findRowsWithoutPeaks } from './repository';

/** How long a person waits for peaks that are being made; most calls' are there by then. */
const PATIENCE_MS = 1500;
/** Whoever asks for peaks that nobody has made has mostly just pressed Play: the sound gets the machine first. */
const SOUND_FIRST_MS = 300;
const MAKING: PeaksAnswer = { state: 'making', retry_after: 1 };
/** After one refresh; the others are made when somebody listens. */
const MOST_AFTER_REFRESH = 30;

export type PeaksDependencies = { db: Db; maker: PeaksMaker; open: OpenWhole };

/**
 * The waveform of a call of a row, and what it tells. One that is not stored yet is made, and goes on being made when
 * the answer does not wait for it, unless everybody who asked goes before it is begun. A stored one needs no recording
 * any more and costs nothing.
 *
 * @param callId undefined: the row's latest call
 * @throws AppError `not_found`, also for another organization's row and a call of another row; `rate_limited`
 */
export async function recordingPeaks(
  { db, maker, open }: PeaksDependencies,
  orgId: OrgId,
  { rowId, callId }: { rowId: DbId; callId?: string | undefined },
  { gone, spend }: Pick<ProviderRequest, 'gone' | 'spend'>,
): Promise<PeaksAnswer> {
  const call = await withinDatabaseDeadline(() => findRecordedCall(orgId, db, rowId, callId));
  if (!call) throw new AppError('not_found');
  const stored = await readStored(orgId, db, call);
  if (stored && stored.state !== 'making') return stored;
  let making = maker.join(orgId, call, gone);
  if (!making) {
    // Another instance is at it, or this one has just ended.
    if (stored) return (await readStored(orgId, db, call)) ?? MAKING;
    if (maker.isBusy) return { state: 'making', retry_after: 5 };
    await spend();
    making = maker.make(orgId, db, call, afterTheSound(open), gone);
    making.catch((error: unknown) => {
      if (!stateOf(error) && !isNotAsked(error))
        logger().error({ err: error, rowId }, 'peaks could not be made');
    });
  }
  try {
    await Promise.race([making, sleep(PATIENCE_MS, undefined, { ref: false })]);
  } catch (error) {
    if (error instanceof NoTurnError) return { state: 'making', retry_after: error.retryAfterSeconds };
    // The others who waited for it; this one's next question makes it.
    if (error instanceof CallerGoneError && !gone.aborted) return MAKING;
    const state = stateOf(error);
    if (!state || state.state === 'ready') throw error;
    return { ...state, state: state.state };
  }
  return (await readStored(orgId, db, call)) ?? MAKING;
}

function afterTheSound(open: OpenWhole): OpenWhole {
  return async (call, signal, gone) => {
    await sleep(SOUND_FIRST_MS);
    if (gone?.aborted) throw new CallerGoneError();
    return open(call, signal, gone);
  };
}

/** Nothing has failed: the provider was not asked, because it was too busy or because nobody waited any more. */
function isNotAsked(error: unknown): boolean {
  return error instanceof NoTurnError || error instanceof CallerGoneError;
}

async function readStored(
  orgId: OrgId,
  db: Db,
  { rowId, callId }: RecordedCall,
): Promise<PeaksAnswer | null> {
  if (callId === null) return null;
  const stored = await withinDatabaseDeadline(() => findPeaks(orgId, db, callId));
  if (!stored) return null;
  if (stored.state === 'making') return MAKING;
  if (stored.state === 'unreadable') return stored;
  const settings = await withinDatabaseDeadline(() => findAlignmentSettings(orgId, db, rowId, callId));
  if (!settings) throw new AppError('not_found');
  return presentPeaks(stored, { ...settings, callId });
}

let isMakingAhead = false;

/**
 * Makes the peaks that a refreshed page still lacks, one after another, so that a waveform is there before it is
 * looked at. Does nothing while an earlier page's are being made, and leaves off when people wait for theirs.
 */
export async function makePeaksAhead(
  { db, maker, openFor }: Omit<PeaksDependencies, 'open'> & { openFor: (rowId: DbId) => OpenWhole },
  orgId: OrgId,
  rowIds: readonly DbId[],
): Promise<void> {
  if (isMakingAhead) return;
  isMakingAhead = true;
  try {
    for (const rowId of await findRowsWithoutPeaks(orgId, db, rowIds, MOST_AFTER_REFRESH)) {
      if (maker.isBusy) return;
      const call = await findRecordedCall(orgId, db, rowId);
      if (!call) continue;
      await maker.make(orgId, db, call, openFor(rowId)).catch((error: unknown) => {
        if (!stateOf(error) && !isNotAsked(error)) throw error;
      });
    }
  } finally {
    isMakingAhead = false;
  }
}
