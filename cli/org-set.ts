import { setOrganization } from '@/lib/auth/people/organizations';

import { readOptions, required, runCommand } from './lib/command';
import { withDatabase } from './lib/connection';

const USAGE =
  '--org ID [--reveal-role operator|supervisor|admin|nobody] [--reveal-reason on|off] [--provider-import on|off] [--name N]';

process.exitCode = await runCommand('org:set', USAGE, async () => {
  const { org, ...changes } = readOptions(process.argv.slice(2), {
    org: { type: 'string' },
    name: { type: 'string' },
    'reveal-role': { type: 'string' },
    'reveal-reason': { type: 'string' },
    'provider-import': { type: 'string' },
  });
  const id = required('org', org);
  const settings = await withDatabase((db) => setOrganization(db, id, changes));
  const who = settings.revealRole === null ? 'nobody' : `${settings.revealRole} and above`;
  const why = settings.revealReasonRequired ? 'with a reason' : 'without a reason';
  console.log(`org:set: ${settings.id} (${settings.name}): full numbers are shown to ${who}, ${why}`);
  if (settings.providerImport !== null) {
    const groups = settings.providerImport ? 'may be brought in as tasks' : 'are not shown';
    console.log(`org:set: job groups of the provider's account ${groups}`);
  }
});
