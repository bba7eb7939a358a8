import { unlockUser } from '@/lib/auth/people/accounts';

import { readOptions, required, runCommand } from './lib/command';
import { withDatabase } from './lib/connection';

process.exitCode = await runCommand('user:unlock', '--email E', async () => {
  const options = readOptions(process.argv.slice(2), { email: { type: 'string' } });
  const email = required('email', options.email);
  await withDatabase((db, secret) => unlockUser(db, email, secret));
  console.log(`user:unlock: ${email} may try again at once`);
});
