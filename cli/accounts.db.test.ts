import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { verifyPassword } from '@/lib/auth/passwords/passwords';
import { findAccountByEmail, findTokenOwner } from '@/lib/auth/people/repository';
import { hashToken } from '@/lib/auth/tokens/tokens';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

const root = fileURLToPath(new URL('..', import.meta.url));
let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
});
afterAll(() => test.drop());

type Result = { code: number | null; out: string; err: string };

/** Runs a command as `npm run` does. */
function run(name: string, args: string[], { input = '', url = test.url } = {}): Promise<Result> {
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', `cli/${name}.ts`, ...args],
    { cwd: root, env: { ...process.env, DATABASE_URL: url, NEXTAUTH_SECRET: 'a secret of the tests' } },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (err += data.toString()));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

const PERSON = ['--email', 'li@example.com', '--name', '李雷', '--org', 'north', '--role', 'operator'];

it('adds a person by a password from standard input', async () => {
  const added = await run('user-add', [...PERSON, '--org-name', '北方', '--password-stdin'], {
    input: 'plum from the stdin\n',
  });
  expect(added).toMatchObject({ code: 0, err: '' });
  const account = await findAccountByEmail(test.db, 'li@example.com');
  expect(await verifyPassword(account?.passwordHash ?? null, 'plum from the stdin')).toBe(true);
});

it('makes a token of that person, lists it without its value, and revokes it', async () => {
  const made = await run('token-add', ['--email', 'li@example.com', '--name', 'CRM', '--expires', '7']);
  expect(made.code).toBe(0);
  const token = made.out.trimEnd().split('\n').at(-1) ?? '';
  expect(token).toMatch(/^cb_[\w-]{43}$/);
  const owner = await findTokenOwner(test.db, hashToken(token));
  expect(owner?.membership).toMatchObject({ organizationId: 'north', role: 'operator' });

  const listed = await run('token-list', ['--email', 'li@example.com']);
  expect(listed.out).toMatch(/CRM .* north .* valid/);
  expect(listed.out).not.toContain(token);

  expect(await run('token-revoke', ['--id', owner?.tokenId ?? ''])).toMatchObject({ code: 0 });
  expect((await findTokenOwner(test.db, hashToken(token)))?.revokedAt).toBeInstanceOf(Date);
});

it('sets that person’s password, unlocks and disables, and notes each in the audit log', async () => {
  const account = await findAccountByEmail(test.db, 'li@example.com');
  expect(
    await run('user-password', ['--email', 'li@example.com', '--password', 'harbor lantern plum']),
  ).toMatchObject({ code: 0 });
  expect(await run('user-unlock', ['--email', 'LI@example.com'])).toMatchObject({ code: 0 });
  expect(await run('user-disable', ['--email', 'li@example.com'])).toMatchObject({ code: 0 });
  const told = await test.sql`
    select action, subject->>'by' as by, subject->>'email' is not null as "hasEmail"
    from callboard.audit_log where user_id = ${account!.id} order by id`;
  expect(told).toEqual(
    ['password.changed', 'sign-in.unlocked', 'user.disabled'].map((action) => ({
      action,
      by: 'command_line',
      hasEmail: true,
    })),
  );
  expect(await findAccountByEmail(test.db, 'li@example.com')).toMatchObject({
    sessionVersion: 3,
    disabledAt: expect.any(Date) as unknown,
  });
});

it('sets who of an organization may see full numbers', async () => {
  await test.sql`insert into callboard.organizations (id, name) values ('south', '南方')`;
  const set = await run('org-set', ['--org', 'south', '--reveal-role', 'nobody', '--reveal-reason', 'on']);
  expect(set).toMatchObject({ code: 0, err: '' });
  expect(set.out).toBe('org:set: south (南方): full numbers are shown to nobody, with a reason\n');
  expect(
    await run('org-set', ['--org', 'south', '--reveal-role', 'operator', '--name', '华南']),
  ).toMatchObject({
    code: 0,
  });
  const [row] = await test.sql`
    select name, reveal_role, reveal_reason_required from callboard.organizations where id = 'south'`;
  expect(row).toEqual({ name: '华南', reveal_role: 'operator', reveal_reason_required: true });
}, 30_000);

it.each<[string, string[], number, RegExp]>([
  ['org-set', ['--org', 'nowhere'], 1, /org:set: --org is not an organization/],
  ['org-set', ['--org', 'south', '--reveal-role', 'boss'], 1, /--reveal-role is none of operator/],
  ['user-add', [], 2, /user:add: --email is missing\nUsage: npm run user:add/],
  ['user-add', ['--emial', 'x'], 2, /--emial/],
  ['user-add', [...PERSON, '--password', 'x', '--password-stdin'], 2, /exclude each other/],
  [
    'user-add',
    [...PERSON.slice(0, -1), 'boss', '--org-name', 'N'],
    1,
    /user:add: --role is none of operator/,
  ],
  [
    'user-add',
    [
      '--email',
      'new@example.com',
      ...PERSON.slice(2, 5),
      'nowhere',
      ...PERSON.slice(6),
      '--password',
      'harbor lantern plum',
    ],
    1,
    /--org-name is missing/,
  ],
  [
    'user-password',
    ['--email', 'nobody@example.com', '--password', 'harbor lantern plum'],
    1,
    /--email belongs to nobody/,
  ],
  [
    'token-add',
    ['--email', 'nobody@example.com', '--name', 't', '--expires', '1.5'],
    2,
    /--expires is not a whole number/,
  ],
  [
    'user-add',
    [...PERSON.slice(0, 5), 'nowhere', ...PERSON.slice(6), '--org-name', 'N', '--password', 'password1234'],
    1,
    /--password is refused: Too easy to guess: made of common .* \/ 太容易被猜到：由常见/,
  ],
  [
    'user-password',
    ['--email', 'li@example.com', '--password', 'short'],
    1,
    /--password is refused: Too short: use at least 12 characters \/ 太短：至少 12 个字符/,
  ],
  [
    'user-password',
    ['--email', 'li@example.com', '--password', 'gartenzwerg in 北方'],
    1,
    /--password is refused: Too easy to guess: it holds your name.* \/ 含有您的姓名/,
  ],
  ['user-unlock', ['--email', 'nobody@example.com'], 1, /--email belongs to nobody/],
  ['user-unlock', [], 2, /Usage: npm run user:unlock/],
  ['token-revoke', ['--id', '7'], 1, /--id is not the id of a token/],
])('%s %j ends with %i and says why', async (name, args, code, words) => {
  const result = await run(name, args);
  expect(result).toMatchObject({ code, out: '', err: expect.stringMatching(words) as unknown });
});

it('tells a database out of reach without its address or password', async () => {
  const result = await run('token-list', [], { url: 'postgres://someone:hidden@127.0.0.1:1/none' });
  expect(result).toMatchObject({ code: 1, err: expect.stringMatching(/out of reach/) as unknown });
  expect(result.err).not.toContain('hidden');
  expect(await run('token-list', [], { url: 'mysql://x' })).toMatchObject({
    code: 1,
    err: expect.stringMatching(/DATABASE_URL/) as unknown,
  });
});
