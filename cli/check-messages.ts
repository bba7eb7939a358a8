import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { findProblems, flatten, hardCodedLines, usageOf, type Messages } from './message-usage';

// Fails on a message that one language lacks, that nobody uses, or that is asked for and does not exist.

const LOCALES = ['zh', 'en'];

const sources = ['app', 'components', 'lib']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map((file) => ({ file, source: readFileSync(file, 'utf8') }));
const all: Record<string, Messages> = Object.fromEntries(
  LOCALES.map((locale) => [
    locale,
    flatten(JSON.parse(readFileSync(`lib/i18n/messages/${locale}.json`, 'utf8'))),
  ]),
);
const problems = [
  ...findProblems(
    all,
    sources.flatMap(({ file, source }) => usageOf(file, source)),
  ),
  ...sources
    .filter(({ file }) => !file.startsWith('lib/'))
    .flatMap(({ file, source }) => hardCodedLines(file, source)),
];

for (const problem of problems) console.error(problem);
console.log(`${all.zh?.size ?? 0} messages, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
