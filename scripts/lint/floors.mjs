// Who may import whom: the table of the architecture as one pure function, and what it has to look up in the files.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const DOMAINS = [
  ...['tasks', 'jobs', 'recordings', 'follow-ups'],
  ...['receipts', 'runs', 'views', 'exports', 'audit', 'webhooks'],
];
/** Every room that the table has rows for, some of them before they are built. */
const ROOMS = {
  lib: [
    ...DOMAINS,
    ...['values', 'browser', 'events', 'queue', 'services', 'http', 'auth', 'outboundbot', 'db'],
    ...['i18n', 'observability'],
  ],
  components: [
    ...[
      'ui',
      'shell',
      'tasks',
      'jobs-table',
      'jobs-filter',
      'refresh',
      'receipts',
      'job',
      'player',
      'conversation',
    ],
    ...[
      'follow-ups',
      'runs',
      'exports',
      'audit',
      'admin',
      'account',
      'sign-in',
      'task-page',
      'job-context',
      'steering',
      'schedule',
      'imports',
      'number-requests',
      'matching',
      'provider',
      'insights',
    ],
  ],
  app: [
    ...[
      '(console)',
      'api',
      'tasks',
      'jobs',
      'follow-ups',
      'mine',
      'number-requests',
      'provider',
      'runs',
      'exports',
      'audit',
      'admin',
      'account',
      'sign-in',
      'insights',
    ],
  ],
};
const TOPS = [
  ...['app', 'components', 'lib', 'worker'],
  ...['bench', 'cli', 'docs', 'drizzle', 'e2e', 'scripts', 'simulator'],
];
const ROOT_FILE = /^(?:proxy|instrumentation|[\w-]+\.config)\.[cm]?[jt]s$/;
const LIB_FILE = /^(?:env|errors)\b/;
/** What of lib/http a layout, an error page or another file that is no door may use: it shows who is here, and failures. */
const FRAME = ['lib/http/viewer', 'lib/http/page-error', 'lib/http/address'];
const isDoorOrActions = (path) => /\/(?:page|route|(?:[\w-]+-)?actions)\.[cm]?[jt]sx?$/.test(path);

/** Why a file may not stand where it stands, or null. @param {string} path within the project, `/` between its parts */
export function strangeRoom(path) {
  const [top, second, ...rest] = path.split('/');
  if (second === undefined) {
    return ROOT_FILE.test(path) ? null : `the root holds settings, proxy and instrumentation: not ${path}`;
  }
  const refused = (where) =>
    `"${where}" is no room of the architecture: scripts/lint/floors.mjs has to know its rules`;
  if (!TOPS.includes(top)) return refused(`${top}/`);
  if (rest.length > 0) {
    return ROOMS[top] && !ROOMS[top].includes(second) ? refused(`${top}/${second}/`) : null;
  }
  return top === 'lib' && !LIB_FILE.test(second)
    ? `lib/ itself holds env.ts and errors.ts: not ${second}`
    : null;
}

const domainOf = (path) => DOMAINS.find((domain) => path.startsWith(`lib/${domain}/`));
const under = (path, folder) => path === folder || path.startsWith(`${folder}/`);
const isRepository = (path) => /^lib\/(?:[\w-]+\/)+[\w-]*repository[\w-]*$/.test(path);
const isPackage = (name, wanted) => name === wanted || name.startsWith(`${wanted}/`);

/** `lib/jobs`, `components/tasks`, `simulator`: within one of them imports are relative, between them `@/`. */
export function roomOf(path) {
  const [top, second, ...rest] = path.split('/');
  return (top === 'lib' || top === 'components') && rest.length > 0 ? `${top}/${second}` : top;
}

/** What a specifier means: `{ path }` within the project (no extension), or `{ name }` of a package. */
export function resolveSpecifier(from, specifier) {
  if (specifier.startsWith('@/')) return { path: specifier.slice(2) };
  if (!specifier.startsWith('.')) return { name: specifier };
  return {
    path: posix.normalize(posix.join(posix.dirname(from), specifier)).replace(/\.(?:[cm]?[jt]sx?)$/, ''),
  };
}

function fileOf(root, path) {
  const candidates = [path, ...['.ts', '.tsx', '.mjs', '/index.ts'].map((end) => path + end)];
  return candidates.map((one) => join(root, one)).find((one) => existsSync(one) && statSync(one).isFile());
}

const IMPORT = /^\s*(?:import|export)\s+(?!type\b)(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const known = new Map();

/** Whether loading a module loads one that runs on the server only, however many steps below. */
export function isServerOnly(root, target, visiting = new Set()) {
  if (target.name) {
    return (
      target.name === 'server-only' ||
      target.name.startsWith('node:') ||
      ['drizzle-orm', 'postgres', 'next/headers', 'next/server', '@alicloud'].some((name) =>
        isPackage(target.name, name),
      )
    );
  }
  const file = fileOf(root, target.path);
  if (!file || !/\.[cm]?[jt]sx?$/.test(file) || visiting.has(file)) return false;
  const { mtimeMs } = statSync(file);
  const cached = known.get(file);
  if (cached?.mtimeMs === mtimeMs) return cached.answer;
  visiting.add(file);
  const here = posix.join(dirname(target.path), file.split(/[\\/]/).pop() ?? '');
  const answer = [...readFileSync(file, 'utf8').matchAll(IMPORT)].some(([, specifier]) =>
    isServerOnly(root, resolveSpecifier(here, specifier), visiting),
  );
  // Within a cycle an answer may be provisional; only the outermost one is kept.
  if (visiting.size === 1 || answer) known.set(file, { mtimeMs, answer });
  return answer;
}

/**
 * Why `from` may not import `specifier`, or null.
 *
 * @param {string} from path of the importing file within the project, `/` between its parts
 * @param {string} specifier
 * @param {{ typeOnly: boolean, names?: string[], inBrowser?: boolean, serverOnly: () => boolean }} facts
 */
export function refusal(from, specifier, { typeOnly, names = [], inBrowser = false, serverOnly }) {
  const target = resolveSpecifier(from, specifier);
  const path = target.path ?? '';
  const name = target.name ?? '';
  const database = under(path, 'lib/db') || isPackage(name, 'drizzle-orm') || isPackage(name, 'postgres');
  const provider = under(path, 'lib/outboundbot') || name.startsWith('@alicloud/');

  if (specifier.startsWith('..') && roomOf(path) !== roomOf(from)) return 'imports between rooms use "@/"';
  if (under(from, 'simulator')) {
    return ['lib', 'app', 'components'].some((room) => under(path, room))
      ? 'the simulator imports nothing of the product: it would agree with its mistakes'
      : null;
  }
  if (under(from, 'e2e')) {
    return ['app', 'components'].some((room) => under(path, room))
      ? 'browser tests see the product, not its code'
      : null;
  }
  const isNext = isPackage(name, 'next');
  const isDoor = under(path, 'lib/http');
  const isService = under(path, 'lib/services');
  if (name.startsWith('@alicloud/') && !under(from, 'lib/outboundbot')) {
    return 'only lib/outboundbot imports the provider’s packages';
  }
  if (['app', 'components', 'lib', 'worker'].some((top) => under(from, top))) {
    if (['drizzle', 'simulator', 'bench', 'cli', 'e2e', 'scripts'].some((top) => under(path, top))) {
      return 'the product stands without its tools, tests and history';
    }
    if (under(path, 'worker') && !under(from, 'worker'))
      return 'imports go down only: nothing knows the worker';
  }
  if (under(path, 'lib/http/closed') && !under(from, 'lib/http')) {
    return 'only the doors of lib/http mark what they have made';
  }
  if (under(path, 'lib/browser') && !typeOnly) {
    const shown =
      under(from, 'components') || under(from, 'lib/browser') || (under(from, 'app') && inBrowser);
    if (!shown) return 'lib/browser loads in the browser only';
  }
  if (under(from, 'app')) {
    if (database || isRepository(path)) return 'app/ gets use cases from lib/services, never the database';
    if (provider) return 'app/ gets use cases from lib/services, never the provider';
    if (under(path, 'lib/queue')) return 'app/ gets use cases from lib/services, never the queue';
    if ((isDoor || isService) && !typeOnly && !isDoorOrActions(from) && !FRAME.includes(path)) {
      return 'only a page, route or action uses what its door has checked';
    }
  }
  if (under(from, 'components')) {
    if (under(path, 'app')) return 'components/ takes server actions as props';
    if (database || provider || isRepository(path)) return 'components/ never reaches database or provider';
    if (isService) return 'components/ take what use cases answer as props';
    if (!typeOnly && serverOnly())
      return 'components/ loads in the browser; this module runs on the server only';
  }
  if (['lib/services', 'lib/queue', 'worker', 'cli'].some((room) => under(from, room))) {
    if (isNext) return 'the worker and the commands run without Next';
    if (isDoor) return 'imports go down only: what runs without HTTP knows no door';
    if (under(path, 'app') || under(path, 'components')) return 'imports go down only: no page, no component';
  }
  if (
    (under(from, 'app') || under(from, 'lib/http')) &&
    path === 'lib/auth/actor' &&
    names.includes('systemActor')
  ) {
    return 'whoever comes through a door is a person: systemActor is for work that nobody asks for';
  }
  if (!under(from, 'lib')) return null;

  if (under(path, 'app') || under(path, 'components'))
    return 'imports go down only: lib/ knows no page and no component';
  if (under(from, 'lib/values')) {
    if (target.path !== undefined && !under(path, 'lib/values'))
      return 'lib/values imports nothing but itself';
    if (isNext || isPackage(name, 'react') || serverOnly())
      return 'lib/values loads everywhere: no server, no page';
  }
  if (under(from, 'lib/browser') && !typeOnly && serverOnly()) {
    return 'lib/browser loads in the browser; this module runs on the server only';
  }
  const domain = domainOf(from);
  if (domain) {
    if (isRepository(path) && domainOf(path) !== domain) return 'a domain uses its own repository only';
    if (isNext) return 'a domain knows nothing of Next';
    if (isDoor) return 'imports go down only: use cases know no door';
    if (isService) return 'imports go down only: a domain is given what it works with';
    if (
      /^lib\/(?:[^/]+\/)+(?:schemas|status|queries)\.tsx?$/.test(from) &&
      (!typeOnly || database) &&
      (database || serverOnly())
    ) {
      return 'schemas, status and queries also load in the browser';
    }
  }
  if (under(from, 'lib/db')) {
    if (domainOf(path) || provider || isDoor || isService)
      return 'lib/db is the bottom: no domain, no provider';
    const orgIdOnly = typeOnly && path === 'lib/auth/actor' && names.every((one) => one === 'OrgId');
    if (under(path, 'lib/auth') && !orgIdOnly) return 'lib/db takes nothing of lib/auth but the type OrgId';
  }
  if (under(from, 'lib/outboundbot') && (database || domainOf(path) || isDoor || isService)) {
    return 'lib/outboundbot knows neither database nor domain';
  }
  if (under(from, 'lib/auth') && (isDoor || isService)) {
    return 'imports go down only: lib/auth knows no door and no use case';
  }
  return null;
}
