import 'server-only';

import {
  changeOwnPassword,
  endOtherSessions as endOtherSessionsUseCase,
  endOwnSession,
  listOwnSessions as listOwnSessionsUseCase,
  type PasswordChange,
  type Self,
} from '@/lib/auth/people/own-account';
import type { SessionRow } from '@/lib/auth/sessions/session-repository';
import { database } from '@/lib/db/client';
import { withinDatabaseDeadline } from '@/lib/db/deadline';

// What a person does with their own account, whatever the organization.

export function listOwnSessions(
  self: Pick<Self, 'userId' | 'sessionId'>,
): Promise<(SessionRow & { isThis: boolean })[]> {
  return withinDatabaseDeadline(() => listOwnSessionsUseCase({ db: database('pages') }, self));
}

export async function endSession(self: Self, sessionId: string): Promise<{ wasThis: boolean }> {
  await withinDatabaseDeadline(() => endOwnSession({ db: database('pages') }, self, sessionId));
  return { wasThis: sessionId === self.sessionId };
}

export function endOtherSessions(self: Self): Promise<{ sessionsEnded: number }> {
  return withinDatabaseDeadline(() => endOtherSessionsUseCase({ db: database('pages') }, self));
}

export function changePassword(
  self: Self,
  passwords: { current: string; next: string },
): Promise<PasswordChange> {
  return withinDatabaseDeadline(() => changeOwnPassword({ db: database('pages') }, self, passwords));
}
