// `npm run test:browsers [-- firefox webkit]`: walks sign-in, refresh, playing and follow-up in Debian's Firefox and WebKit,
// with a database, simulator and app of its own. Not part of `npm test`: the two are 400 MB that few machines have.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BROWSERS } from './browsers/start.mjs';
import { walk } from './browsers/walk.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { SetupError, exitWith } from './lib/errors.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/paths.mjs';
import { runCli, withServices } from './lib/services.mjs';
import { stopSignals } from './lib/signals.mjs';

/** As in next.config.ts: the demo's build by default. */
const DIST_DIR = process.env.NEXT_DIST_DIR ?? '.next';
const PICTURES = join(root, 'test-results');

const stop = stopSignals();

function chosen() {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in BROWSERS));
  if (unknown.length > 0) {
    throw new SetupError(`Usage: npm run test:browsers [-- ${Object.keys(BROWSERS).join(' ')}]`);
  }
  const wanted = names.length > 0 ? names : Object.keys(BROWSERS);
  const missing = wanted.map((name) => BROWSERS[name].missing()).filter((text) => text !== null);
  if (missing.length > 0) {
    throw new SetupError(`Not installed here, nothing was started:\n  ${missing.join('\n  ')}`);
  }
  return wanted;
}

/** True when the whole walk went well; a picture of the page is kept where it did not. */
async function walkIn(name, options) {
  const browser = BROWSERS[name];
  const { page, version, stop: end } = await browser.start(stop.signal);
  console.log(`\n── ${browser.name} ${version}`);
  let last = 'started';
  try {
    await walk(page, options, (step) => {
      last = step;
      console.log(`✓ ${step}`);
    });
    return true;
  } catch (error) {
    console.error(`✗ after "${last}": ${error.message}`);
    mkdirSync(PICTURES, { recursive: true });
    const picture = join(PICTURES, `${name}.png`);
    await page.screenshot().then(
      (bytes) => writeFileSync(picture, bytes),
      () => {},
    );
    console.error(`  test-results/${name}.png`);
    return false;
  } finally {
    await end();
  }
}

async function main() {
  const names = chosen();
  await ensureInstalled({ signal: stop.signal });
  await ensureBuilt({ distDir: DIST_DIR, signal: stop.signal });
  const { password, users } = JSON.parse(readFileSync(join(root, 'cli', 'demo-users.json'), 'utf8'));
  const failed = await withServices({ distDir: DIST_DIR, signal: stop.signal }, async (services) => {
    const args = ['--simulator', services.simulatorControlUrl];
    await runCli('seed', { args, env: { DATABASE_URL: services.databaseUrl }, signal: stop.signal });
    const options = { url: services.appUrl, email: users[0].email, password };
    let failures = 0;
    for (const name of names) if (!(await walkIn(name, options))) failures += 1;
    return failures;
  });
  console.log(`\n${names.length - failed} passed, ${failed} failed`);
  process.exit(stop.exitCode() ?? (failed > 0 ? 1 : 0));
}

main().catch(exitWith);
