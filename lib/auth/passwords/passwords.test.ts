import { expect, it } from 'vitest';

import { MAX_PASSWORD_LENGTH } from './password-limits';
import { hashPassword, verifyPassword } from './passwords';

it('stores argon2id with its parameters, salted', async () => {
  const [one, two] = await Promise.all([hashPassword('secret word'), hashPassword('secret word')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
});

it('accepts the password and nothing else', async () => {
  const stored = await hashPassword('secret word');
  expect(await verifyPassword(stored, 'secret word')).toBe(true);
  expect(await verifyPassword(stored, 'secret word ')).toBe(false);
  expect(await verifyPassword(null, 'secret word')).toBe(false);
  expect(await verifyPassword('not a hash', 'secret word')).toBe(false);
});

it('refuses a password that is too long to be hashed', async () => {
  const long = 'a'.repeat(MAX_PASSWORD_LENGTH + 1);
  expect(await verifyPassword(await hashPassword(long), long)).toBe(false);
});

/** Milliseconds of processor time that this process has used: unlike the clock it does not tell what others do. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

it('takes as long for nobody as for a wrong password', async () => {
  const stored = await hashPassword('secret word');
  const times = { nobody: [] as number[], wrong: [] as number[] };
  for (let round = 0; round < 31; round++) {
    for (const kind of ['nobody', 'wrong'] as const) {
      const start = processorMs();
      await verifyPassword(kind === 'nobody' ? null : stored, 'another word');
      if (round > 0) times[kind].push(processorMs() - start);
    }
  }
  const median = (list: number[]) => list.toSorted((a, b) => a - b)[15] ?? 0;
  const ratio = median(times.nobody) / median(times.wrong);
  expect(ratio).toBeGreaterThan(0.8);
  expect(ratio).toBeLessThan(1.25);
}, 180_000);
