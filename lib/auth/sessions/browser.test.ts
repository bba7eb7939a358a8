import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { signIn, signInAgain } from './browser';

type Answer = Response | 'no answer';

const session = { user: { id: 'u1' }, organization: { id: 'o1' }, expires: '2026-11-23T18:00:00.000Z' };
const expected = { userId: 'u1', organizationId: 'o1' };

/** Answers by the end of the path; each answer is given once. */
function serverAnswers(answers: Record<string, Answer>): void {
  vi.stubGlobal('fetch', (path: string) => {
    const answer = Object.entries(answers).find(([name]) => path.endsWith(name))?.[1] ?? 'no answer';
    return answer === 'no answer'
      ? Promise.reject(new TypeError('Failed to fetch'))
      : Promise.resolve(answer);
  });
}

const csrf = () => Response.json({ csrfToken: 'token' });
const signedIn = () => Response.json({ url: 'http://localhost/tasks' });

beforeEach(() => vi.stubGlobal('location', { href: 'http://localhost/sign-in' }));
afterEach(() => vi.unstubAllGlobals());

describe('a sign-in', () => {
  it('is unreachable without an answer, and unavailable with a 5xx one', async () => {
    serverAnswers({});
    expect(await signIn('a@example.com', 'x')).toEqual({ ok: false, reason: 'unreachable' });
    serverAnswers({ csrf: csrf(), credentials: Response.json({ code: 5001 }, { status: 503 }) });
    expect(await signIn('a@example.com', 'x')).toEqual({ ok: false, reason: 'unavailable' });
  });

  it("says when the page is not at the console's own address", async () => {
    serverAnswers({ csrf: csrf(), credentials: Response.json({ code: 1005 }, { status: 403 }) });
    expect(await signIn('a@example.com', 'x')).toEqual({ ok: false, reason: 'foreign_origin' });
  });
});

describe('a sign-in over the page', () => {
  it('is true to the page below it', async () => {
    serverAnswers({ csrf: csrf(), credentials: signedIn(), session: Response.json(session) });
    expect(await signInAgain(expected, 'a@example.com', 'x')).toEqual({ ok: true });
    serverAnswers({ csrf: csrf(), credentials: signedIn(), session: Response.json({}) });
    expect(await signInAgain(expected, 'a@example.com', 'x')).toEqual({ ok: false, reason: 'other_person' });
  });

  it.each([
    ['no answer' as const, 'unreachable'],
    [Response.json({}, { status: 503 }), 'unavailable'],
  ])('tells why it cannot be checked: %s is %s', async (answer, reason) => {
    serverAnswers({ csrf: csrf(), credentials: signedIn(), session: answer });
    expect(await signInAgain(expected, 'a@example.com', 'x')).toEqual({ ok: false, reason });
  });
});
