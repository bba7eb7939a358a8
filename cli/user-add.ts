import { addUser } from '@/lib/auth/people/accounts';

import { readOptions, readPassword, required, runCommand } from './lib/command';
import { withDatabase } from './lib/connection';

const USAGE =
  '--email E --name N --org ID [--org-name O] --role operator|supervisor|admin [--password P | --password-stdin]';

process.exitCode = await runCommand('user:add', USAGE, async () => {
  const options = readOptions(process.argv.slice(2), {
    email: { type: 'string' },
    name: { type: 'string' },
    org: { type: 'string' },
    'org-name': { type: 'string' },
    role: { type: 'string' },
    password: { type: 'string' },
    'password-stdin': { type: 'boolean' },
  });
  const user = {
    email: required('email', options.email),
    name: required('name', options.name),
    organizationId: required('org', options.org),
    organizationName: options['org-name'],
    role: required('role', options.role),
    password: await readPassword(options),
  };
  const added = await withDatabase((db) => addUser(db, user));
  if (added.isNewOrganization) console.log(`user:add: made the organization ${user.organizationId}`);
  const who = added.isNewUser ? 'added' : 'knew already';
  console.log(`user:add: ${who} ${user.email}; now ${added.role} of ${user.organizationId}`);
});
