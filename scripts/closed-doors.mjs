// Writes a file for the type checker, beside those of `next typegen`: each page, route and server action has to be of
// the type that only its door makes. A door left open then does not compile, whatever the linter is told.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const CODE = /\.[cm]?[jt]sx?$/;
const ACTIONS = /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*(['"])use server\1/;

const HEAD = (up) => `// Made by scripts/closed-doors.mjs.
import type { Closed } from '${up}lib/http/closed';

type Methods = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
type Route<File extends Record<Methods, Closed<'route', unknown>>> = File;
type Page<File extends { default: Closed<'page', unknown>; generateMetadata?: Closed<'metadata', unknown> }> = File;
type Actions<File extends Record<keyof File, Closed<'action', unknown>>> = File;

`;

/** What kind of door a file is: `Route`, `Page`, `Actions`, or null. */
function kindOf(root, path) {
  const [, name] = /(?:^|\/)(\w+)\.[cm]?[jt]sx?$/.exec(path) ?? [];
  if (path.startsWith('app/') && name === 'route') return 'Route';
  if (path.startsWith('app/') && name === 'page') return 'Page';
  return ACTIONS.test(readFileSync(join(root, path), 'utf8')) ? 'Actions' : null;
}

/**
 * @param {string} root the project's folder
 * @param {string} distDir where `next typegen` has written
 * @returns {string} the file's path
 */
export function writeClosedDoors(root, distDir) {
  const file = join(root, distDir, 'types', 'closed-doors.ts');
  const up = `${relative(dirname(file), root).split(sep).join('/')}/`;
  const checks = ['app', 'components', 'lib'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((path) => posix.join(folder, String(path).split(sep).join('/')))
      .filter((path) => CODE.test(path) && !/\.test\.|\.d\.ts$/.test(path))
      .sort()
      .flatMap((path) => {
        const kind = kindOf(root, path);
        return kind ? [`  ${kind}<typeof import('${up}${path.replace(CODE, '')}')>,\n`] : [];
      }),
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${HEAD(up)}export type Doors = [\n${checks.join('')}];\n`);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  writeClosedDoors(root, process.env.NEXT_DIST_DIR ?? '.next');
}
