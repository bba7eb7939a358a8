import { setUserDisabled } from '@/lib/auth/people/accounts';

import { readOptions, required, runCommand } from './lib/command';
import { withDatabase } from './lib/connection';

process.exitCode = await runCommand('user:disable', '--email E [--undo]', async () => {
  const options = readOptions(process.argv.slice(2), {
    email: { type: 'string' },
    undo: { type: 'boolean' },
  });
  const email = required('email', options.email);
  await withDatabase((db, secret) => setUserDisabled(db, email, !options.undo, secret));
  console.log(
    options.undo
      ? `user:disable: ${email} may sign in again`
      : `user:disable: ${email} is disabled; sessions and tokens are refused from now on`,
  );
});
