import { addToken } from '@/lib/auth/tokens/account-tokens';

import { readOptions, required, runCommand, UsageError } from './lib/command';
import { withDatabase } from './lib/connection';

process.exitCode = await runCommand(
  'token:add',
  '--email E --name N [--org ID] [--expires DAYS]',
  async () => {
    const options = readOptions(process.argv.slice(2), {
      email: { type: 'string' },
      name: { type: 'string' },
      org: { type: 'string' },
      expires: { type: 'string' },
    });
    if (options.expires !== undefined && !/^\d{1,6}$/.test(options.expires)) {
      throw new UsageError('--expires is not a whole number of days');
    }
    const wanted = {
      email: required('email', options.email),
      name: required('name', options.name),
      organizationId: options.org,
      days: options.expires === undefined ? undefined : Number(options.expires),
    };
    const { token, id, organizationId, expiresAt } = await withDatabase((db) => addToken(db, wanted));
    console.log(
      `token:add: ${id} for ${organizationId}, valid until ${expiresAt.toISOString()}; shown only this once:`,
    );
    console.log(token);
  },
);
