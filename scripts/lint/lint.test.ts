import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';
const route = (init: string) => `export const { ${METHODS} } = ${init};\n`;
const orgRoute = (methods: string, from = '@/lib/http/org-route') =>
  `import { forOrg, orgRoute } from '${from}';\n${route(`orgRoute(${methods})`)}`;
const using = (specifier: string) => `import { x } from '${specifier}';\nexport const y = x;\n`;

/** What the samples import: nothing but the marks that the rules look for. */
const SURROUNDINGS: Record<string, string> = {
  'lib/jobs/repository.ts': "import 'server-only';\nexport const rows = 1;\n",
  'lib/jobs/use-case.ts': "import { rows } from './repository';\nexport const useCase = rows;\n",
  'lib/jobs/schemas.ts': 'export type Row = { id: number };\nexport const size = 20;\n',
  'lib/tasks/repository.ts': "import 'server-only';\nexport const rows = 1;\n",
  'lib/auth/actor.ts': 'export type OrgId = string;\nexport type Actor = { orgId: OrgId };\n',
};

/** One file that breaks each row of the table, and the words of the refusal. */
const BROKEN: [path: string, source: string, refusal: RegExp][] = [
  ['app/database.ts', "import { db } from '@/lib/db/client';\nexport const x = db;\n", /never the database/],
  [
    'app/repository.ts',
    "import { rows } from '@/lib/jobs/repository';\nexport const x = rows;\n",
    /never the database/,
  ],
  [
    'app/list-repository.ts',
    "import { rows } from '@/lib/jobs/list-repository';\nexport const x = rows;\n",
    /never the database/,
  ],
  [
    'app/provider.ts',
    "import { x } from '@/lib/outboundbot/client';\nexport const y = x;\n",
    /never the provider/,
  ],
  ['app/drizzle.ts', "import { eq } from 'drizzle-orm';\nexport const x = eq;\n", /never the database/],
  ['app/postgres.ts', "import postgres from 'postgres';\nexport const x = postgres;\n", /never the database/],
  ['app/later.ts', "export const x = () => import('@/lib/db/client');\n", /never the database/],
  ['app/again.ts', "export { db } from '@/lib/db/client';\n", /never the database/],
  ['components/tasks/app.ts', "import { x } from '@/app/actions';\nexport const y = x;\n", /as props/],
  ['components/tasks/server.ts', "import 'server-only';\nexport const y = 1;\n", /on the server only/],
  [
    'components/tasks/use-case.ts',
    "import { useCase } from '@/lib/jobs/use-case';\nexport const y = useCase;\n",
    /on the server only/,
  ],
  [
    'components/tasks/node.ts',
    "import { join } from 'node:path';\nexport const y = join;\n",
    /on the server only/,
  ],
  [
    'lib/jobs/other.ts',
    "import { rows } from '@/lib/tasks/repository';\nexport const x = rows;\n",
    /its own repository only/,
  ],
  ['lib/jobs/page.ts', "import { x } from '@/app/page';\nexport const y = x;\n", /go down only/],
  [
    'lib/jobs/component.ts',
    "import { x } from '@/components/tasks/table';\nexport const y = x;\n",
    /go down only/,
  ],
  [
    'lib/jobs/next.ts',
    "import { headers } from 'next/headers';\nexport const y = headers;\n",
    /nothing of Next/,
  ],
  ['lib/tasks/schemas.ts', "import { EOL } from 'node:os';\nexport const y = EOL;\n", /load in the browser/],
  [
    'lib/tasks/status.ts',
    "import { rows } from './repository';\nexport const y = rows;\n",
    /load in the browser/,
  ],
  [
    'lib/tasks/queries.ts',
    "import { useCase } from '@/lib/jobs/use-case';\nexport const y = useCase;\n",
    /load in the browser/,
  ],
  [
    'lib/db/domain.ts',
    "import type { Row } from '@/lib/jobs/schemas';\nexport type X = Row;\n",
    /lib\/db is the bottom/,
  ],
  [
    'lib/db/provider.ts',
    "import { x } from '@/lib/outboundbot/client';\nexport const y = x;\n",
    /lib\/db is the bottom/,
  ],
  [
    'lib/db/auth.ts',
    "import type { Actor } from '@/lib/auth/actor';\nexport type X = Actor;\n",
    /but the type OrgId/,
  ],
  [
    'lib/outboundbot/database.ts',
    "import { db } from '@/lib/db/client';\nexport const x = db;\n",
    /neither database nor domain/,
  ],
  [
    'lib/outboundbot/domain.ts',
    "import { size } from '@/lib/jobs/schemas';\nexport const x = size;\n",
    /neither database nor domain/,
  ],
  [
    'lib/recordings/sdk.ts',
    "import { x } from '@alicloud/openapi-core';\nexport const y = x;\n",
    /only lib\/outboundbot/,
  ],
  [
    'simulator/product.ts',
    "import { size } from '../lib/jobs/schemas';\nexport const x = size;\n",
    /"@\/"|agree with its mistakes/,
  ],
  [
    'simulator/alias.ts',
    "import { size } from '@/lib/jobs/schemas';\nexport const x = size;\n",
    /agree with its mistakes/,
  ],
  [
    'simulator/own.test.ts',
    "import { size } from '@/lib/jobs/schemas';\nexport const x = size;\n",
    /agree with its mistakes/,
  ],
  ['e2e/page.ts', "import { x } from '@/components/tasks/table';\nexport const y = x;\n", /not its code/],
  [
    'lib/recordings/relative.ts',
    "import { size } from '../jobs/schemas';\nexport const x = size;\n",
    /use "@\/"/,
  ],
  // What stands in the table before its room is built.
  ['app/tasks/queue.ts', using('@/lib/queue/job'), /never the queue/],
  ['app/tasks/mark.ts', using('@/lib/http/closed'), /mark what they have made/],
  ['app/tasks/layout.tsx', using('@/lib/http/revalidated'), /what its door has checked/],
  ['app/tasks/helper.ts', using('@/lib/services/tasks'), /what its door has checked/],
  ['app/tasks/server.ts', using('@/lib/browser/fetch-json'), /in the browser only/],
  ['app/tasks/sample.ts', using('@/simulator/world'), /without its tools/],
  ['lib/receipts/other.ts', using('@/lib/jobs/list-repository'), /its own repository only/],
  ['lib/runs/other.ts', using('@/lib/recordings/peaks/repository'), /its own repository only/],
  ['lib/views/next.ts', using('next/navigation'), /nothing of Next/],
  ['lib/exports/door.ts', using('@/lib/http/org-route'), /know no door/],
  ['lib/webhooks/page.ts', using('@/app/page'), /go down only/],
  ['lib/webhooks/worker.ts', using('@/worker/main'), /knows the worker/],
  ['lib/services/next.ts', using('next/headers'), /without Next/],
  ['lib/services/door.ts', using('@/lib/http/client-address'), /without HTTP/],
  ['components/tasks/service.ts', using('@/lib/services/tasks'), /as props/],
  ['lib/runs/service.ts', using('@/lib/services/refresh'), /is given what it works with/],
  [
    'lib/http/system.ts',
    "import { systemActor } from '@/lib/auth/actor';\nexport const x = systemActor;\n",
    /nobody asks for/,
  ],
  ['lib/queue/door.ts', using('@/lib/http/viewer'), /without HTTP/],
  ['worker/next.ts', using('next/server'), /without Next/],
  ['worker/door.ts', using('@/lib/http/org-route'), /without HTTP/],
  ['worker/page.ts', using('@/components/tasks/table'), /no page, no component/],
  ['worker/environment.ts', 'export const x = process.env.HOME;\n', /Only lib\/env\.ts/],
  ['cli/next.ts', using('next/headers'), /without Next/],
  ['cli/door.ts', using('@/lib/http/org-route'), /without HTTP/],
  ['lib/values/env.ts', using('@/lib/env'), /nothing but itself/],
  [
    'lib/values/row.ts',
    "import type { Row } from '@/lib/jobs/schemas';\nexport type X = Row;\n",
    /but itself/,
  ],
  ['lib/values/node.ts', using('node:crypto'), /loads everywhere/],
  ['lib/values/next.ts', using('next/navigation'), /loads everywhere/],
  ['lib/browser/server.ts', using('@/lib/jobs/use-case'), /on the server only/],
  ['lib/jobs/browser.ts', using('@/lib/browser/fetch-json'), /in the browser only/],
  ['worker/browser.ts', using('@/lib/browser/fetch-json'), /in the browser only/],
  ['lib/db/runs.ts', using('@/lib/runs/plan'), /lib\/db is the bottom/],
  ['lib/outboundbot/runs.ts', using('@/lib/runs/plan'), /neither database nor domain/],
  ['simulator/values.ts', using('@/lib/values/masking'), /agree with its mistakes/],
  // Rooms that the table does not know, however well they behave.
  ['lib/misc/fine.ts', 'export const x = 1;\n', /"lib\/misc\/" is no room/],
  ['lib/misc/deep/fine.ts', 'export const x = 1;\n', /"lib\/misc\/" is no room/],
  ['lib/helpers.ts', 'export const x = 1;\n', /lib\/ itself/],
  ['components/misc/fine.tsx', 'export const x = 1;\n', /"components\/misc\/" is no room/],
  ['app/misc/fine.ts', 'export const x = 1;\n', /"app\/misc\/" is no room/],
  ['pages/api/open.ts', 'export const x = 1;\n', /"pages\/" is no room/],
  ['src/app/fine.ts', 'export const x = 1;\n', /"src\/" is no room/],
  ['middleware.ts', 'export const x = 1;\n', /the root holds/],
  // One reader of the environment.
  ['lib/recordings/environment.ts', 'export const x = process.env.HOME;\n', /Only lib\/env\.ts/],
  ['lib/recordings/taken-apart.ts', 'const { env } = process;\nexport const x = env;\n', /Only lib\/env\.ts/],
  [
    'lib/recordings/imported.ts',
    "import { env } from 'node:process';\nexport const x = env;\n",
    /Only lib\/env\.ts/,
  ],
  ['lib/recordings/global.ts', 'export const x = globalThis.process.env.HOME;\n', /Only lib\/env\.ts/],
  // Doors left open.
  [
    'app/api/open/route.ts',
    'export async function GET() {\n  return Response.json({});\n}\n',
    /handlers of orgRoute/,
  ],
  ['app/api/arrow/route.ts', orgRoute('{ GET: async () => 1 }'), /made by forOrg/],
  ['app/api/spread/route.ts', orgRoute('{ ...methods }'), /made by forOrg/],
  ['app/api/named/route.ts', orgRoute('methods'), /made by forOrg/],
  ['app/api/none/route.ts', orgRoute(''), /made by forOrg/],
  [
    'app/api/impostor/route.ts',
    orgRoute('{ GET: forOrg({}) }', '@/lib/jobs/schemas'),
    /of orgRoute or publicRoute/,
  ],
  [
    'app/api/own/route.ts',
    `const orgRoute = () => ({});\n${route('orgRoute({})')}`,
    /of orgRoute or publicRoute/,
  ],
  [
    'app/api/some/route.ts',
    "import { orgRoute } from '@/lib/http/org-route';\nexport const { GET } = orgRoute({});\n",
    /A route exports/,
  ],
  ['app/api/other/route.ts', route('makeHandlers({})'), /A route exports/],
  ['app/api/all/route.ts', "export * from '@/lib/jobs/schemas';\n", /where they are exported/],
  ['app/api/again/route.js', "export { GET } from '@/lib/jobs/schemas';\n", /A route exports/],
  ['app/tasks/page.tsx', 'export default function Page() {\n  return null;\n}\n', /made by orgPage/],
  ['app/runs/page.jsx', 'export default function Page() {\n  return null;\n}\n', /made by orgPage/],
  ['app/exports/page.tsx', 'export default function PublicPage() {\n  return null;\n}\n', /made by orgPage/],
  ['app/admin/page.tsx', "export { Page as default } from '@/components/tasks/page';\n", /A page exports/],
  [
    'app/account/page.tsx',
    "import { publicPage } from '@/lib/http/public-page';\nexport const generateMetadata = async () => ({});\nexport default publicPage(() => null);\n",
    /A page exports/,
  ],
  ['app/sitemap.ts', 'export const x = [];\n', /is a page or a route/],
  ['app/tasks/opengraph-image.tsx', 'export const x = [];\n', /is a page or a route/],
  ['app/actions.ts', "'use server';\nexport async function drop() {}\n", /made by orgAction/],
  [
    'app/own-actions.ts',
    "'use server';\nconst orgAction = () => async () => {};\nexport const drop = orgAction({});\n",
    /made by orgAction/,
  ],
  ['app/all-actions.ts', "'use server';\nexport * from '@/lib/jobs/schemas';\n", /where they are exported/],
  ['lib/jobs/hidden.ts', "'use server';\nexport const drop = async () => {};\n", /made by orgAction/],
  ['app/inline.tsx', "export const x = async () => {\n  'use server';\n};\n", /a file of its own/],
];

const ALLOWED: [path: string, source: string][] = [
  [
    'app/api/fine/route.ts',
    `${orgRoute('{ GET: forOrg({}), POST: forOrg({}) }')}export const maxDuration = 60;\n`,
  ],
  [
    'app/api/health/route.ts',
    `import { publicRoute } from '@/lib/http/public-route';\n${route('publicRoute({ GET: async () => 1 })')}`,
  ],
  [
    'app/follow-ups/page.tsx',
    "import { orgMetadata, orgPage } from '@/lib/http/org-page';\nexport const generateMetadata = orgMetadata('tasks.read', async () => ({}));\nexport default orgPage<object>('/fine', 'tasks.read', async () => null);\n",
  ],
  [
    'app/sign-in/page.tsx',
    "import { publicPage } from '@/lib/http/public-page';\nexport const metadata = {};\nexport default publicPage(() => null);\n",
  ],
  ['app/signed-in-layout.tsx', using('@/lib/http/viewer')],
  ['app/error.tsx', `'use client';\n${using('@/lib/browser/fetch-json')}`],
  ['components/ui/fine.ts', using('@/lib/browser/fetch-json')],
  ['lib/browser/fine.ts', using('@/lib/jobs/schemas')],
  [
    'lib/values/fine.ts',
    "import { z } from 'zod';\nimport { x } from './other';\nexport const y = [x, z];\n",
  ],
  ['lib/runs/fine.ts', "import { x } from './repository';\nexport const y = x;\n"],
  ['worker/fine.ts', using('@/lib/services/start')],
  ['cli/fine.ts', using('@/lib/db/client')],
  [
    'app/fine-actions.ts',
    "'use server';\nimport { orgAction } from '@/lib/http/org-action';\nexport const x = orgAction({});\n",
  ],
  [
    'components/tasks/fine.ts',
    "import type { useCase } from '@/lib/jobs/use-case';\nimport { size } from '@/lib/jobs/schemas';\nexport const y: typeof useCase = size;\n",
  ],
  ['lib/db/fine.ts', "import type { OrgId } from '@/lib/auth/actor';\nexport type X = OrgId;\n"],
  ['lib/jobs/fine.ts', "import { rows } from './repository';\nexport const x = rows;\n"],
  ['lib/env.ts', 'export const home = process.env.HOME;\n'],
  [
    'lib/jobs/fine.test.ts',
    "import { rows } from '@/lib/tasks/repository';\nexport const x = [rows, process.env.HOME];\n",
  ],
];

type Finding = { code: string; message: string; filename: string };

describe('our lint rules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-lint-'));
  let findings: Finding[] = [];

  beforeAll(() => {
    cpSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const name of ['callboard.mjs', 'floors.mjs']) {
      cpSync(join(root, 'scripts', 'lint', name), join(folder, 'scripts', 'lint', name));
    }
    const files = [...Object.entries(SURROUNDINGS), ...BROKEN, ...ALLOWED];
    for (const [path, source] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');
    const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '--format', 'json'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    findings = (JSON.parse(stdout) as { diagnostics: Finding[] }).diagnostics;
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const messages = (path: string) =>
    findings
      .filter(({ code, filename }) => code.startsWith('callboard(') && filename === path)
      .map(({ message }) => message);

  it.each(BROKEN)('refuses %s', (path, _, refusal) => {
    expect(messages(path)).toEqual([expect.stringMatching(refusal)]);
  });

  it.each(ALLOWED)('accepts %s', (path) => {
    expect(messages(path)).toEqual([]);
  });
});
