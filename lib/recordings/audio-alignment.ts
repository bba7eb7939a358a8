import 'server-only';

import { z } from 'zod';

import type { Actor } from '@/lib/auth/actor';
import type { Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';
import { idInput } from '@/lib/db/id-input';

import { deleteAudioOffset, storeAudioOffset, storeRobotChannel } from './audio-alignment-repository';
import { findRecordedCall } from './repository';

/** Ten minutes: the words of no call are further from its sound. */
const FURTHEST_MS = 600_000;

export const robotChannelInput = z.object({ rowId: idInput, channel: z.enum(['left', 'right']) });
export type RobotChannelInput = z.infer<typeof robotChannelInput>;

export const audioOffsetInput = z.object({
  rowId: idInput,
  callId: z.string().min(1).max(128),
  /** Place in the sound = time since the first sentence that has one + this, in ms; null forgets what was remembered. */
  offsetMs: z.int().min(-FURTHEST_MS).max(FURTHEST_MS).nullable(),
});
export type AudioOffsetInput = z.infer<typeof audioOffsetInput>;

/**
 * Remembers for the row's whole task on which side of its recordings the robot is.
 *
 * @throws AppError `not_found`, also for another organization's row
 */
export async function rememberRobotChannel(
  { db }: { db: Db },
  { orgId }: Actor,
  input: RobotChannelInput,
): Promise<RobotChannelInput> {
  if (!(await storeRobotChannel(orgId, db, input.rowId, input.channel))) throw new AppError('not_found');
  return input;
}

/**
 * Remembers for one call of a job how far its words are from the sound, or forgets it.
 *
 * @throws AppError `not_found`, also for another organization's row and for a call that is not the row's
 */
export async function rememberAudioOffset(
  { db }: { db: Db },
  { orgId }: Actor,
  input: AudioOffsetInput,
): Promise<AudioOffsetInput> {
  const { offsetMs } = input;
  if (!(await findRecordedCall(orgId, db, input.rowId, input.callId))) throw new AppError('not_found');
  if (offsetMs === null) await deleteAudioOffset(orgId, db, input.rowId);
  else await storeAudioOffset(orgId, db, { ...input, offsetMs });
  return input;
}
