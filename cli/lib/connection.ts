import nextEnv from '@next/env';

import { databaseUrlProblem } from '@/lib/values/database-url';
import { createDb, type Db } from '@/lib/db/client';
import { AppError } from '@/lib/errors';

// The set-up scripts are plain JavaScript, because they run before anything is installed.
type RunningServer = { url: string; adopted: boolean };
type PostgresScripts = {
  startPostgres: (options: { folder: string; password: string }) => Promise<RunningServer>;
  stopPostgres: (server: RunningServer) => Promise<void>;
};
type StateScripts = {
  readState: (name: string) => Record<string, unknown> | null;
  takeLock: (name: string) => { heldBy: unknown; release: () => void };
};

const script = (name: string): Promise<unknown> =>
  import(new URL(`../../scripts/lib/${name}.mjs`, import.meta.url).href);

/** @param secret NEXTAUTH_SECRET, with which the audit log hides addresses; null: it is not known here */
type Work<T> = (db: Db, secret: string | null) => Promise<T>;

async function withUrl<T>(url: string, secret: unknown, work: Work<T>): Promise<T> {
  const { db, end } = createDb(url, { max: 2, applicationName: 'callboard-cli' });
  try {
    return await work(db, typeof secret === 'string' && secret !== '' ? secret : null);
  } finally {
    await end();
  }
}

/** The demo's database: the running one, else started for the time of the command. */
async function withEmbedded<T>(work: Work<T>): Promise<T> {
  const { readState, takeLock } = (await script('state')) as StateScripts;
  const { startPostgres, stopPostgres } = (await script('postgres')) as PostgresScripts;
  const { stateDir } = (await script('paths')) as { stateDir: string };
  const { databasePassword: password, nextauthSecret: secret } = readState('secrets.json') ?? {};
  if (typeof password !== 'string') {
    throw new AppError('invalid_input', {
      field: 'DATABASE_URL',
      message: 'is not set, and there is no demo database here (npm run demo makes one)',
    });
  }
  const lock = takeLock('demo.lock');
  try {
    if (lock.heldBy) {
      const url = (readState('run.json')?.database as { url?: string } | undefined)?.url;
      if (!url)
        throw new AppError('database_unavailable', { message: 'the demo is still starting; try again' });
      return await withUrl(url, secret, work);
    }
    const server = await startPostgres({ folder: stateDir, password });
    try {
      return await withUrl(server.url, secret, work);
    } finally {
      if (!server.adopted) await stopPostgres(server);
    }
  } finally {
    if (!lock.heldBy) lock.release();
  }
}

/** Works on the database of `DATABASE_URL` (environment or .env file), else on the demo's embedded one. */
export async function withDatabase<T>(work: Work<T>): Promise<T> {
  nextEnv.loadEnvConfig(process.cwd(), false, { info: () => {}, error: console.error });
  const url = process.env.DATABASE_URL?.trim();
  if (!url) return withEmbedded(work);
  const problem = databaseUrlProblem(url);
  if (problem !== null) throw new AppError('invalid_input', { field: 'DATABASE_URL', message: problem });
  return withUrl(url, process.env.NEXTAUTH_SECRET?.trim(), work);
}
