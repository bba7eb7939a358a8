import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { writeClosedDoors } from './closed-doors.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const FILES = {
  'tsconfig.json': JSON.stringify({
    compilerOptions: { strict: true, noEmit: true, module: 'esnext', moduleResolution: 'bundler', types: [] },
    include: ['app', '.next/types'],
  }),
  'components/fine.ts': 'export const x = 1;\n',
  'app/api/fine/route.ts':
    "import { closed } from '../../../lib/http/closed';\nconst h = closed('route', () => 1);\nexport const [GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS] = [h, h, h, h, h, h, h];\n",
  'app/api/bare/route.ts':
    'const h = () => 1;\nexport const [GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS] = [h, h, h, h, h, h, h];\n',
  'app/api/partial/route.ts':
    "import { closed } from '../../../lib/http/closed';\nexport const GET = closed('route', () => 1);\n",
  'app/fine/page.ts':
    "import { closed } from '../../lib/http/closed';\nexport default closed('page', () => null);\nexport const metadata = {};\n",
  'app/bare/page.ts': 'export default () => null;\n',
  'app/described/page.ts':
    "import { closed } from '../../lib/http/closed';\nexport default closed('page', () => null);\nexport const generateMetadata = () => ({});\n",
  'app/fine-actions.ts':
    "// Says what it does.\n'use server';\nimport { closed } from '../lib/http/closed';\nexport const save = closed('action', async () => 1);\n",
  'lib/bare-actions.ts': "'use server';\nexport const drop = async () => 1;\n",
  'app/mixed.ts':
    "/* Both. */ \"use server\";\nimport { closed } from '../lib/http/closed';\nexport const save = closed('action', async () => 1);\nexport async function drop() {}\n",
};

const folder = mkdtempSync(join(tmpdir(), 'callboard-doors-'));
let output = '';

beforeAll(() => {
  for (const [path, source] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), source);
  }
  cpSync(join(root, 'lib', 'http', 'closed.ts'), join(folder, 'lib', 'http', 'closed.ts'), {
    recursive: true,
  });
  writeClosedDoors(folder, '.next');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  output = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' }).stdout;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a door left open does not compile, each a failure of its own', () => {
  const refused = [...output.matchAll(/^\S.*error .*?(?:app|lib)\/([\w/-]+)"\)/gm)].map(([, path]) => path);
  expect(refused.sort()).toEqual([
    'api/bare/route',
    'api/partial/route',
    'bare-actions',
    'bare/page',
    'described/page',
    'mixed',
  ]);
  expect(output.match(/^\S.*error /gm)).toHaveLength(6);
});
