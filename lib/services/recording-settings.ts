import 'server-only';

import type { Actor } from '@/lib/auth/actor';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';
import {
  rememberAudioOffset as rememberAudioOffsetUseCase,
  rememberRobotChannel as rememberRobotChannelUseCase,
  type AudioOffsetInput,
  type RobotChannelInput,
} from '@/lib/recordings/audio-alignment';

// What people set right about a recording, wired to the database.

export function rememberRobotChannel(actor: Actor, input: RobotChannelInput): Promise<RobotChannelInput> {
  return withinDatabaseDeadline(() => rememberRobotChannelUseCase({ db: database() }, actor, input));
}

export function rememberAudioOffset(actor: Actor, input: AudioOffsetInput): Promise<AudioOffsetInput> {
  return withinDatabaseDeadline(() => rememberAudioOffsetUseCase({ db: database() }, actor, input));
}
