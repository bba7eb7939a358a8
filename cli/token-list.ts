import { listTokens, type TokenListItem } from '@/lib/auth/tokens/account-tokens';

import { readOptions, runCommand } from './lib/command';
import { withDatabase } from './lib/connection';

const minute = (time: Date | null) => (time ? `${time.toISOString().slice(0, 16)}Z` : '-');

const COLUMNS: Record<string, (token: TokenListItem) => string> = {
  ID: ({ id }) => id,
  NAME: ({ name }) => name,
  EMAIL: ({ email }) => email,
  ORG: ({ organizationId }) => organizationId,
  STATE: ({ state }) => state,
  CREATED: ({ createdAt }) => minute(createdAt),
  EXPIRES: ({ expiresAt }) => minute(expiresAt),
  'LAST USED': ({ lastUsedAt }) => minute(lastUsedAt),
};

process.exitCode = await runCommand('token:list', '[--email E] [--org ID]', async () => {
  const options = readOptions(process.argv.slice(2), { email: { type: 'string' }, org: { type: 'string' } });
  const tokens = await withDatabase((db) =>
    listTokens(db, { email: options.email, organizationId: options.org }),
  );
  const lines = [
    Object.keys(COLUMNS),
    ...tokens.map((token) => Object.values(COLUMNS).map((cell) => cell(token))),
  ];
  const widths = Object.keys(COLUMNS).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
});
