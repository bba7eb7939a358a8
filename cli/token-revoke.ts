import { revokeToken } from '@/lib/auth/tokens/account-tokens';

import { readOptions, required, runCommand } from './lib/command';
import { withDatabase } from './lib/connection';

process.exitCode = await runCommand('token:revoke', '--id ID (see token:list)', async () => {
  const options = readOptions(process.argv.slice(2), { id: { type: 'string' } });
  const id = required('id', options.id);
  await withDatabase((db) => revokeToken(db, id));
  console.log(`token:revoke: ${id} is revoked`);
});
