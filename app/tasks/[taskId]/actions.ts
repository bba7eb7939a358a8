'use server';

import { deleteTemplateInput, saveFollowUpInput, saveTemplateInput } from '@/lib/follow-ups/schemas';
import {
  deleteTemplate as deleteTemplateOf,
  saveFollowUp as saveFollowUpOf,
  saveTemplate as saveTemplateOf,
} from '@/lib/http/follow-ups';
import { noteListening as noteListeningOf } from '@/lib/http/listening';
import { revealNumber as revealNumberOf } from '@/lib/http/numbers';
import { orgAction } from '@/lib/http/org-action';
import { listeningInput } from '@/lib/jobs/note-listening';
import { revealInput } from '@/lib/jobs/reveal-number';

/** Saves what a person noted on a row's lead, or answers with what somebody else saved meanwhile. */
export const saveFollowUp = orgAction({
  permission: 'follow-ups.write',
  input: saveFollowUpInput,
  handler: ({ actor, input }) => saveFollowUpOf(actor, input),
});

/** Keeps one of the person's own phrases for remarks. */
export const saveTemplate = orgAction({
  permission: 'follow-ups.write',
  input: saveTemplateInput,
  handler: ({ actor, input }) => saveTemplateOf(actor, input.body),
});

export const deleteTemplate = orgAction({
  permission: 'follow-ups.write',
  input: deleteTemplateInput,
  handler: ({ actor, input }) => deleteTemplateOf(actor, input.id),
});

/** The full number of one lead, by role and setting of the organization; each one is written to the audit log. */
export const revealNumber = orgAction({
  permission: 'numbers.reveal',
  input: revealInput,
  handler: ({ actor, input }) => revealNumberOf(actor, input),
});

/** Notes in the time-line that a person listened to a call. */
export const noteListening = orgAction({
  permission: 'recordings.play',
  input: listeningInput,
  handler: ({ actor, input }) => noteListeningOf(actor, input),
});
