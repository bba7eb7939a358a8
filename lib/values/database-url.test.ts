import { expect, it } from 'vitest';

import { checkEnv, describeEnvProblems } from '@/lib/env';

import { parseDatabaseUrl } from './database-url';

it.each([
  ['postgres://u:p@db.example.com/callboard', [['db.example.com', 5432]]],
  ['postgresql://u:p@db.example.com:6432/callboard?sslmode=require', [['db.example.com', 6432]]],
  [
    'postgres://u:p@a:5433,b,c:5434/x',
    [
      ['a', 5433],
      ['b', 5432],
      ['c', 5434],
    ],
  ],
  [
    'postgres://u:p%40ss,word@[::1]:5433,127.0.0.1/x',
    [
      ['::1', 5433],
      ['127.0.0.1', 5432],
    ],
  ],
])('reads the servers of %s', (text, hosts) => {
  const read = parseDatabaseUrl(text);
  expect(read.hosts.map(({ host, port }) => [host, port])).toEqual(hosts);
  expect(read).toMatchObject({ primaryOnly: false, prepare: true });
  expect(URL.canParse(read.url)).toBe(true);
});

it('reads its own options, and leaves the others to the driver', () => {
  const read = parseDatabaseUrl(
    'postgres://u:p@a,b/x?target_session_attrs=primary&prepare=false&sslmode=require',
  );
  expect(read).toMatchObject({ primaryOnly: true, prepare: false });
  expect(read.url).toBe('postgres://u:p@a/x?sslmode=require');
});

it.each(['mysql://u:p@a/x', 'a/x', 'postgres://', 'postgres://u:p@a:1:2/x', 'postgres://u:p@a,,b/x'])(
  'refuses %s',
  (text) => {
    expect(() => parseDatabaseUrl(text)).toThrow();
  },
);

it.each([
  ['target_session_attrs=read-write', 'target_session_attrs may be primary or any'],
  ['target_session_attrs=standby', 'target_session_attrs may be primary or any'],
  ['prepare=maybe', 'prepare may be true or false'],
])('says what is wrong with ?%s, and never the password', (option, words) => {
  const check = checkEnv({ DATABASE_URL: `postgres://u:sesame@a/x?${option}` });
  if (check.ok) throw new Error('it was taken');
  expect(check.wrong).toEqual(['DATABASE_URL']);
  expect(describeEnvProblems(check)).toContain(`DATABASE_URL: ${words}`);
  expect(describeEnvProblems(check)).not.toContain('sesame');
});
