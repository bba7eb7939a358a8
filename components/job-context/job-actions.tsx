'use client';

import { createContext, useContext, type ReactNode } from 'react';

import type {
  FollowUpState,
  FollowUpTemplate,
  SaveFollowUpInput,
  SaveFollowUpResult,
  UndoFollowUpInput,
} from '@/lib/follow-ups/schemas';
import type { ActionResult } from '@/lib/http/org-action';
import type { NumberAccess } from '@/lib/jobs/numbers/number-requests';
import type { AudioOffsetInput, RobotChannelInput } from '@/lib/recordings/audio-alignment';
import type { DbId } from '@/lib/values/db-id';

type Action<I, T> = (input: I) => Promise<ActionResult<T>>;

/** The server actions of an open job; the page hands them in, because components know no page. */
export type JobActions = {
  saveFollowUp: Action<SaveFollowUpInput, SaveFollowUpResult>;
  undoFollowUp: Action<UndoFollowUpInput, FollowUpState>;
  saveTemplate: Action<{ body: string; shared?: boolean }, FollowUpTemplate>;
  deleteTemplate: Action<{ id: string }, { id: string }>;
  revealNumber: Action<{ rowId: DbId; reason?: string }, { number: string }>;
  requestNumber: Action<{ rowId: DbId; reason?: string }, NumberAccess>;
  rememberRobotChannel: Action<RobotChannelInput, RobotChannelInput>;
  rememberAudioOffset: Action<AudioOffsetInput, AudioOffsetInput>;
};

/** Who works on the jobs of this page, and whether they may see full numbers. */
export type JobPerson = {
  id: string;
  organizationId: string;
  reveal: { allowed: boolean; reasonRequired: boolean };
  /** Whether they may take rows away as a file. */
  mayExport: boolean;
  /** Whether they may keep phrases for the team. */
  mayShare: boolean;
  /** Whether they may give leads to people. */
  mayAssign: boolean;
  /** Whether views can be given to everybody. */
  mayShareViews: boolean;
};

type JobTools = { actions: JobActions; person: JobPerson };

const Tools = createContext<JobTools | null>(null);

/** Gives the open job its server actions and its person. */
export function JobActionsProvider({ actions, person, children }: JobTools & { children: ReactNode }) {
  return <Tools value={{ actions, person }}>{children}</Tools>;
}

export function useJobTools(): JobTools {
  const tools = useContext(Tools);
  if (!tools) throw new Error('an open job stands in a JobActionsProvider');
  return tools;
}
