import { setUserPassword } from '@/lib/auth/people/accounts';

import { readOptions, readPassword, required, runCommand, UsageError } from './lib/command';
import { withDatabase } from './lib/connection';

process.exitCode = await runCommand(
  'user:password',
  '--email E (--password P | --password-stdin)',
  async () => {
    const options = readOptions(process.argv.slice(2), {
      email: { type: 'string' },
      password: { type: 'string' },
      'password-stdin': { type: 'boolean' },
    });
    const email = required('email', options.email);
    const password = await readPassword(options);
    if (password === undefined) throw new UsageError('--password or --password-stdin is missing');
    await withDatabase((db, secret) => setUserPassword(db, email, password, secret));
    console.log(`user:password: ${email} has a new password; all sessions have ended`);
  },
);
