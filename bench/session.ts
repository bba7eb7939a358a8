import { encode } from 'next-auth/jwt';
import type postgres from 'postgres';

const WORKING_DAY_SECONDS = 12 * 60 * 60;

export type Session = { name: string; value: string };

/** The cookie that a sign-in would have given. */
export async function sessionOf(sql: postgres.Sql, nextauthSecret: string, userId: string): Promise<Session> {
  const [session] = await sql<{ id: string }[]>`
    insert into callboard.sessions (user_id, address, user_agent) values (${userId}, '127.0.0.1', '') returning id`;
  const signedInAt = Math.floor(Date.now() / 1000);
  const token = { sub: userId, userId, sessionId: session!.id, sessionVersion: 1, signedInAt };
  const value = await encode({ token, secret: nextauthSecret, maxAge: WORKING_DAY_SECONDS });
  return { name: 'next-auth.session-token', value };
}
