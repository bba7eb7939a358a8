import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from '@playwright/test';
import { SourceMapConsumer, type RawSourceMap } from 'source-map-js';

export type ScriptBytes = {
  /** Compressed bytes that came over the wire, without HTTP heads. */
  all: number;
  /** The part of `all` that was written in this project. */
  ours: number;
};

/** Sources of the project as the build's maps name them; everything else is a package or the framework's. */
const OURS = /^turbopack:\/\/\/\[project\]\/(app|components|lib)\//;

/**
 * The scripts that a page has fetched so far, whatever asked for them: script tags, preloads, `import()`.
 *
 * How much of a script is ours: its source map tells for each stretch of the minified code which file it came from;
 * the share of characters that came from app/, components/ and lib/ is applied to the script's compressed size. The
 * bundler's own glue counts as not ours.
 */
export async function readScriptBytes(page: Page, distDir: string): Promise<Map<string, ScriptBytes>> {
  const scripts = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
      .map(({ name, encodedBodySize }) => ({ path: new URL(name).pathname, bytes: encodedBodySize }))
      .filter(({ path, bytes }) => path.endsWith('.js') && bytes > 0),
  );
  return new Map(
    scripts.map(({ path, bytes }) => [
      path,
      { all: bytes, ours: bytes * shareOfOurs(join(distDir, path.replace('/_next/', ''))) },
    ]),
  );
}

/** What `after` has and `before` had not, summed up. */
export function sumNew(
  after: ReadonlyMap<string, ScriptBytes>,
  before: ReadonlyMap<string, ScriptBytes> = new Map(),
): ScriptBytes {
  const sum = { all: 0, ours: 0 };
  for (const [path, { all, ours }] of after) {
    if (before.has(path)) continue;
    sum.all += all;
    sum.ours += ours;
  }
  return sum;
}

const shares = new Map<string, number>();

function shareOfOurs(file: string): number {
  let share = shares.get(file);
  if (share === undefined) {
    share = measureShare(readFileSync(file, 'utf8'), readMap(file));
    shares.set(file, share);
  }
  return share;
}

/** Null for a script of the framework that comes without a map. */
function readMap(file: string): RawSourceMap | null {
  const name = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(file, 'utf8'))?.[1];
  if (!name) return null;
  return JSON.parse(readFileSync(join(file, '..', decodeURIComponent(name)), 'utf8')) as RawSourceMap;
}

/** The share of a script's characters, 0 to 1, that its map ascribes to our own sources. */
export function measureShare(code: string, map: RawSourceMap | null): number {
  if (!map) return 0;
  const lines = code.split('\n');
  const marks: { line: number; column: number; ours: boolean }[] = [];
  new SourceMapConsumer(map).eachMapping(({ generatedLine, generatedColumn, source }) => {
    marks.push({ line: generatedLine, column: generatedColumn, ours: source !== null && OURS.test(source) });
  });
  let ours = 0;
  for (const [at, mark] of marks.entries()) {
    if (!mark.ours) continue;
    const next = marks[at + 1];
    const end = next?.line === mark.line ? next.column : (lines[mark.line - 1]?.length ?? 0);
    ours += Math.max(0, end - mark.column);
  }
  return code.length === 0 ? 0 : ours / code.length;
}
