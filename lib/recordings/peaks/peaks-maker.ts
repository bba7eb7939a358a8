import 'server-only';

import pLimit from 'p-limit';

import type { OrgId } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { logger } from '@/lib/observability/logger';
import { goneTogether } from '@/lib/outboundbot/gone-together';

import { providerFailed } from '../failures';
import type { OpenedRecording } from '../receive-sound';
import type { RecordedCall } from '../types';
import { makePeaks } from './make-peaks';
import { claimPeaks, releasePeaks, storePeaks, storeUnreadable } from './repository';
import { UnreadableSound } from '../sound/types';

/** Shorter than a claim lives. */
const DEADLINE_MS = 100_000;
const AT_ONCE = 2;
const MOST_WAITING = 20;

/**
 * Opens the whole of a call's recording.
 * @param gone those who wait for it have all gone: it is not begun
 * @throws as `openRecording`
 */
export type OpenWhole = (
  call: RecordedCall,
  signal: AbortSignal,
  gone?: AbortSignal,
) => Promise<OpenedRecording>;

type Making = { work: Promise<void>; asking: ReturnType<typeof goneTogether> | null };

/**
 * Makes peaks and stores them: two at a time in one process, and each call by one instance alone, which holds a claim
 * in the table. One for the process.
 */
export class PeaksMaker {
  private readonly limit = pLimit(AT_ONCE);
  private readonly underWay = new Map<string, Making>();

  get isBusy(): boolean {
    return this.limit.pendingCount >= MOST_WAITING;
  }

  /** The making of a call's peaks that this process is at, for one more who waits for it. */
  join(orgId: OrgId, call: RecordedCall, gone: AbortSignal): Promise<void> | undefined {
    const known = this.underWay.get(keyOf(orgId, call));
    known?.asking?.join(gone);
    return known?.work;
  }

  /**
   * Resolves when the peaks, or why there are none, are stored, or when another instance is at it.
   * @param gone of the one who asks: what nobody waits for any more is not begun; without it is made in any case
   * @throws AppError when the recording cannot be had, NoTurnError, CallerGoneError; nothing is stored then
   */
  make(orgId: OrgId, db: Db, call: RecordedCall, open: OpenWhole, gone?: AbortSignal): Promise<void> {
    const key = keyOf(orgId, call);
    const known = this.underWay.get(key);
    if (known) {
      if (gone) known.asking?.join(gone);
      return known.work;
    }
    const asking = gone ? goneTogether(gone) : null;
    const opening: OpenWhole = (of, signal) => open(of, signal, asking?.signal);
    const work = this.limit(() => makeOne(orgId, db, call, opening)).finally(() => this.underWay.delete(key));
    this.underWay.set(key, { work, asking });
    return work;
  }
}

function keyOf(orgId: OrgId, { callId, rowId }: RecordedCall): string {
  return JSON.stringify([orgId, callId ?? rowId]);
}

async function makeOne(orgId: OrgId, db: Db, call: RecordedCall, open: OpenWhole): Promise<void> {
  const { callId } = call;
  if (callId === null) {
    // Only to tell why there is nothing to hear.
    await (await open(call, AbortSignal.timeout(DEADLINE_MS))).body?.cancel();
    return;
  }
  if (!(await claimPeaks(orgId, db, callId))) return;
  try {
    const startedAt = performance.now();
    const { body } = await open(call, AbortSignal.timeout(DEADLINE_MS));
    const made = await makePeaks(body ?? new ReadableStream()).catch((error: unknown) => {
      throw error instanceof UnreadableSound ? error : providerFailed('录音传输中断', null, error);
    });
    await storePeaks(orgId, db, callId, made);
    const { durationMs, channels } = made;
    logger().info(
      { rowId: call.rowId, durationMs, channels, ms: Math.round(performance.now() - startedAt) },
      'peaks',
    );
  } catch (error) {
    if (!(error instanceof UnreadableSound)) {
      await releasePeaks(orgId, db, callId).catch(() => {}); // The claim runs out by itself.
      throw error;
    }
    await storeUnreadable(orgId, db, callId, error.reason);
    logger().info({ rowId: call.rowId, reason: error.reason }, 'a recording has no peaks');
  }
}
