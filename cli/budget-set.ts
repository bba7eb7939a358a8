import { currentRate, lowerLimit } from '@/lib/runs/budget';

import { readOptions, runCommand, UsageError } from './lib/command';
import { withDatabase } from './lib/connection';

const USAGE = '--rps 5 | --clear   (calls a second to the provider, over all instances)';

process.exitCode = await runCommand('budget:set', USAGE, async () => {
  const { rps, clear } = readOptions(process.argv.slice(2), {
    rps: { type: 'string' },
    clear: { type: 'boolean' },
  });
  const to = Number(rps);
  if ((rps === undefined) === (clear !== true)) throw new UsageError('one of --rps and --clear');
  if (rps !== undefined && !(to > 0 && to <= 1_000_000)) throw new UsageError('--rps is a number above 0');

  await withDatabase(async (db) => {
    if (!(await lowerLimit(db, clear ? null : to))) {
      throw new UsageError('no limit is in use: OUTBOUNDBOT_MAX_RPS is not set, or nothing was asked yet');
    }
    const now = await currentRate(db);
    console.log(
      `每秒至多 ${now?.limit} 次 at most ${now?.limit} calls a second, now ${now?.rate.toFixed(1)}`,
    );
  });
});
