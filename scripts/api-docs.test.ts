import { readdirSync, readFileSync } from 'node:fs';

import { expect, it } from 'vitest';

import { ERROR_CODES } from '@/lib/errors';

const page = readFileSync('docs/api.md', 'utf8');
/** `/api/jobs/[rowId]/calls` -> how docs/api.md writes it: `/api/jobs/{row id}/calls`. */
const written = (path: string) =>
  path.replaceAll('[action]', '[a-z]+').replaceAll(/\[\w+\]/g, String.raw`\{[^}]+\}`);

const routes = readdirSync('app/api', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('/route.ts') && !file.includes('[...'))
  .map((file) => `app/api/${file}`);
const addresses = routes.flatMap((file) => {
  const path = `/${file.replace(/^app\//, '').replace(/\/route\.ts$/, '')}`;
  const methods = [...readFileSync(file, 'utf8').matchAll(/^ {2}(GET|POST|PUT|PATCH|DELETE): /gm)];
  return methods.map(([, method]) => ({
    method,
    path,
    pattern: new RegExp(`\`${method} ${written(path)}\``),
  }));
});

it.each(addresses)('docs/api.md tells of $method $path', ({ pattern }) => {
  expect(page).toMatch(pattern);
});

it('docs/api.md tells of no address that there is not', () => {
  const known = addresses.map(({ method, path }) => new RegExp(`^${method} ${written(path)}$`));
  const told = [...page.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/api\/[^`…]+)`/g)].map(
    ([, one = '']) => one,
  );
  expect(told.length).toBeGreaterThan(50);
  expect(told.filter((one) => !known.some((pattern) => pattern.test(one)))).toEqual([]);
});

it('docs/api.md tells of every code', () => {
  const codes = Object.entries(ERROR_CODES).filter(([kind]) => kind !== 'caller_gone');
  expect(codes.filter(([, code]) => !page.includes(String(code))).map(([kind]) => kind)).toEqual([]);
});
