'use server';

import {
  deleteTemplateInput,
  saveFollowUpInput,
  saveTemplateInput,
  undoFollowUpInput,
} from '@/lib/follow-ups/follow-up-input';
import {
  deleteTemplate as deleteTemplateOf,
  saveFollowUp as saveFollowUpOf,
  saveTemplate as saveTemplateOf,
  undoFollowUp as undoFollowUpOf,
} from '@/lib/services/follow-ups';
import {
  rememberAudioOffset as rememberAudioOffsetOf,
  rememberRobotChannel as rememberRobotChannelOf,
} from '@/lib/services/recording-settings';
import { noteListening as noteListeningOf } from '@/lib/services/listening';
import { requestNumber as requestNumberOf, revealNumber as revealNumberOf } from '@/lib/services/numbers';
import { orgAction } from '@/lib/http/org-action';
import { listeningInput } from '@/lib/jobs/timeline/note-listening';
import { revealInput } from '@/lib/jobs/detail/reveal-number';
import { requestNumberInput } from '@/lib/jobs/numbers/request-input';
import { audioOffsetInput, robotChannelInput } from '@/lib/recordings/audio-alignment';

/** Saves what a person noted on a row's lead, or answers with what somebody else saved meanwhile. */
export const saveFollowUp = orgAction({
  permission: 'follow-ups.write',
  input: saveFollowUpInput,
  handler: ({ actor, input }) => saveFollowUpOf(actor, input),
});

/** Takes back a follow-up that was begun a moment ago. */
export const undoFollowUp = orgAction({
  permission: 'follow-ups.write',
  input: undoFollowUpInput,
  handler: ({ actor, input }) => undoFollowUpOf(actor, input),
});

/** Keeps a phrase for remarks, of the person's own or of the team's. */
export const saveTemplate = orgAction({
  permission: 'follow-ups.write',
  input: saveTemplateInput,
  handler: ({ actor, input }) => saveTemplateOf(actor, input),
});

export const deleteTemplate = orgAction({
  permission: 'follow-ups.write',
  input: deleteTemplateInput,
  handler: ({ actor, input }) => deleteTemplateOf(actor, input.id),
});

/** The full number of one lead, by role and setting of the organization; each one is written to the audit log. */
export const revealNumber = orgAction({
  permission: 'numbers.reveal',
  reveals: true,
  input: revealInput,
  handler: ({ actor, input, address }) => revealNumberOf(actor, { ...input, address }),
});

/** Asks somebody who leads to be allowed one lead's full number. */
export const requestNumber = orgAction({
  permission: 'numbers.request',
  input: requestNumberInput,
  handler: ({ actor, input, address }) => requestNumberOf(actor, { ...input, address }),
});

/** Notes in the time-line that a person listened to a call. */
export const noteListening = orgAction({
  permission: 'recordings.play',
  input: listeningInput,
  handler: ({ actor, input }) => noteListeningOf(actor, input),
});

/** Remembers for a task on which side of its recordings the robot is. */
export const rememberRobotChannel = orgAction({
  permission: 'recordings.adjust',
  input: robotChannelInput,
  handler: ({ actor, input }) => rememberRobotChannelOf(actor, input),
});

/** Remembers how far a call's words are from its sound. */
export const rememberAudioOffset = orgAction({
  permission: 'recordings.adjust',
  input: audioOffsetInput,
  handler: ({ actor, input }) => rememberAudioOffsetOf(actor, input),
});
