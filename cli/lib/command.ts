import { parseArgs } from 'node:util';

import { isDatabaseUnavailable, postgresError } from '@/lib/db/errors';
import { AppError } from '@/lib/errors';

/** A command was called in a way that it does not understand. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type OptionSpec = Record<string, { type: 'string' | 'boolean' }>;
type OptionValues<S extends OptionSpec> = {
  [K in keyof S]?: S[K]['type'] extends 'boolean' ? boolean : string;
};

/** Reads `--name value` options; anything else is a UsageError that names it. */
export function readOptions<const S extends OptionSpec>(args: string[], options: S): OptionValues<S> {
  try {
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

export function required(name: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`--${name} is missing`);
  return value;
}

async function readStandardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}

/** The password of `--password`, or the first line of standard input with `--password-stdin`, which no process list shows. */
export async function readPassword(options: {
  password?: string;
  'password-stdin'?: boolean;
}): Promise<string | undefined> {
  if (!options['password-stdin']) return options.password;
  if (options.password !== undefined)
    throw new UsageError('--password and --password-stdin exclude each other');
  return readStandardInput();
}

/** What went wrong, without the address, password or rows that a driver's error may carry. */
function explain(error: unknown): string {
  if (error instanceof AppError && error.details.field !== undefined) {
    const { field, message } = error.details;
    return `${field === field.toUpperCase() ? field : `--${field}`} ${message ?? 'is not valid'}`;
  }
  if (error instanceof AppError || error instanceof UsageError) return error.message;
  const refused = postgresError(error);
  if (refused?.code === '42P01' || refused?.code === '3F000')
    return 'the database has no tables yet: npm run db:migrate';
  if (refused) return `${refused.message} (SQLSTATE ${refused.code})`;
  if (isDatabaseUnavailable(error))
    return 'the database is out of reach; is DATABASE_URL right and the server running?';
  if (error instanceof Error && error.name === 'SetupError') return error.message;
  return `an unexpected failure: ${error instanceof Error ? error.name : typeof error}`;
}

/** Runs a command to its exit code: 0, 1 when it was refused or failed, 2 when it was called wrongly. */
export async function runCommand(name: string, usage: string, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    console.error(`${name}: ${explain(error)}`);
    if (!(error instanceof UsageError)) return 1;
    console.error(`Usage: npm run ${name} -- ${usage}`);
    return 2;
  }
}
