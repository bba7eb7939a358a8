import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { AUDIT_ACTIONS } from './schemas';

/** Deeds that no page shows: they belong to no organization. */
const ELSEWHERE = /^(sign-in|sign-out|session|password|user)\b/;

it('has words for every deed that is written to the audit log', () => {
  const written = new Set<string>();
  const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  for (const file of files) {
    const statements = readFileSync(join('lib', file), 'utf8')
      .split('insert into callboard.audit_log')
      .slice(1);
    for (const statement of statements) {
      const [action] = /'[a-z-]+\.[a-z-]+'/.exec(statement.slice(0, 300)) ?? [];
      if (action) written.add(action.slice(1, -1));
    }
  }
  expect(written.size).toBeGreaterThan(10);
  const known: readonly string[] = AUDIT_ACTIONS;
  expect([...written].filter((action) => !known.includes(action) && !ELSEWHERE.test(action))).toEqual([]);
});
