import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { databaseUrlProblem, NO_ADDRESS } from '@/lib/values/database-url';
import { resolveEndpoint } from '@/lib/outboundbot/endpoint';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What a process of this installation does: answer browsers (`web`), work in the background (`worker`), or both. */
const ROLES = ['all', 'web', 'worker'] as const;

const url = (protocol: RegExp) => z.url({ protocol });
const wholeNumber = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

function isEndpoint(value: string): boolean {
  try {
    resolveEndpoint('cn-shanghai', value);
    return true;
  } catch {
    return false;
  }
}

function databaseUrlAdvice(value: string): { databaseUrl?: string } {
  const problem = databaseUrlProblem(value);
  return problem === null || problem === NO_ADDRESS ? {} : { databaseUrl: problem };
}

const schema = z.object({
  DATABASE_URL: z.string().superRefine((value, context) => {
    const message = databaseUrlProblem(value);
    if (message) context.addIssue({ code: 'custom', message });
  }),
  DATABASE_LISTEN_URL: z
    .string()
    .superRefine((value, context) => {
      const message = databaseUrlProblem(value);
      if (message) context.addIssue({ code: 'custom', message });
    })
    .optional(),
  NEXTAUTH_URL: url(/^https?$/).transform((value) => new URL(value).origin),
  NEXTAUTH_SECRET: z.string().min(16),
  OUTBOUNDBOT_INSTANCE_ID: z.string(),
  OUTBOUNDBOT_REGION: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('cn-shanghai'),
  OUTBOUNDBOT_ENDPOINT: z.string().refine(isEndpoint).optional(),
  OUTBOUNDBOT_MAX_RPS: z
    .string()
    .regex(/^\d{1,6}(\.\d+)?$/)
    .transform(Number)
    .refine((rate) => rate > 0)
    .optional(),
  REFRESH_RATE_LIMIT: wholeNumber.default(120),
  PROVIDER_RATE_LIMIT: wholeNumber.default(240),
  TRUST_PROXY_HOPS: wholeNumber.default(0),
  PORT: wholeNumber.refine((port) => port >= 1 && port <= 65_535).default(3000),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  CALLBOARD_ROLE: z.enum(ROLES).default('all'),
});

export type Env = {
  /** PostgreSQL 15 or later. */
  databaseUrl: string;
  /** A direct address of the same database for LISTEN, which no transaction pooler passes on; else `databaseUrl`. */
  databaseListenUrl: string;
  /** The origin that people's browsers see, without a path: `https://callboard.example.com`. */
  nextauthUrl: string;
  nextauthSecret: string;
  outboundbotInstanceId: string;
  outboundbotRegion: string;
  /** `http://host:port`, `https://host` or a bare host; absent means the region's own. */
  outboundbotEndpoint: string | undefined;
  /** Provider calls a second; absent means no cap. */
  outboundbotMaxRps: number | undefined;
  /** Refreshes a minute for one actor; 0 means no limit. */
  refreshRateLimit: number;
  /** Other questions to the provider (calls, recordings) a minute for one actor; 0 means no limit. */
  providerRateLimit: number;
  /** How many proxies of our own stand before the app; 0 means the socket's own address is the visitor's. */
  trustProxyHops: number;
  port: number;
  logLevel: (typeof LOG_LEVELS)[number];
  /** `npm start` starts what the role says; the default is both, the worker as a process of its own. */
  role: (typeof ROLES)[number];
};

type Source = Readonly<Record<string, string | undefined>>;

const KEY_NAMES = ['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET'] as const;

/** The other sources of @alicloud/credentials 2 (its DefaultCredentialsProvider), one of which has to be there. */
function hasOtherCredentials(source: Source): boolean {
  const home = homedir();
  return (
    Boolean(source.ALIBABA_CLOUD_CREDENTIALS_URI) ||
    Boolean(source.ALIBABA_CLOUD_ECS_METADATA) ||
    Boolean(source.ALIBABA_CLOUD_ROLE_ARN && source.ALIBABA_CLOUD_OIDC_TOKEN_FILE) ||
    Boolean(source.ALIBABA_CLOUD_CREDENTIALS_FILE) ||
    existsSync(join(home, '.aliyun', 'config.json')) ||
    existsSync(join(home, '.alibabacloud', 'credentials'))
  );
}

/** The names that are missing or wrong; half a key pair is wrong whatever else there is. */
function wrongCredentials(source: Source): string[] {
  const missing = KEY_NAMES.filter((name) => !source[name]);
  if (missing.length === 0) return [];
  if (missing.length === 1) return missing;
  return hasOtherCredentials(source) ? [] : missing;
}

export type EnvProblems = {
  missing: string[];
  wrong: string[];
  /** What an option of DATABASE_URL may be, where one of them is wrong. */
  databaseUrl?: string;
};
export type EnvCheck = { ok: true; env: Env } | ({ ok: false } & EnvProblems);

/**
 * Reads every variable of Callboard from `source`. An empty value counts as none. Of what is not right only the names
 * are told, because values may be secrets.
 */
export function checkEnv(source: Source): EnvCheck {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const parsed = schema.safeParse(given);
  const names = parsed.success ? [] : [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
  const bad = [...names, ...wrongCredentials(given)];
  if (!parsed.success || bad.length > 0) {
    return {
      ok: false,
      missing: bad.filter((name) => !(name in given)),
      wrong: bad.filter((name) => name in given),
      ...(given.DATABASE_URL && databaseUrlAdvice(given.DATABASE_URL)),
    };
  }
  const value = parsed.data;
  return {
    ok: true,
    env: {
      databaseUrl: value.DATABASE_URL,
      databaseListenUrl: value.DATABASE_LISTEN_URL ?? value.DATABASE_URL,
      nextauthUrl: value.NEXTAUTH_URL,
      nextauthSecret: value.NEXTAUTH_SECRET,
      outboundbotInstanceId: value.OUTBOUNDBOT_INSTANCE_ID,
      outboundbotRegion: value.OUTBOUNDBOT_REGION,
      outboundbotEndpoint: value.OUTBOUNDBOT_ENDPOINT,
      outboundbotMaxRps: value.OUTBOUNDBOT_MAX_RPS,
      refreshRateLimit: value.REFRESH_RATE_LIMIT,
      providerRateLimit: value.PROVIDER_RATE_LIMIT,
      trustProxyHops: value.TRUST_PROXY_HOPS,
      port: value.PORT,
      logLevel: value.LOG_LEVEL,
      role: value.CALLBOARD_ROLE,
    },
  };
}

/** Words for what `checkEnv` found: names, never values. */
export function describeEnvProblems({ missing, wrong, databaseUrl }: EnvProblems): string {
  const parts = [];
  if (missing.length > 0) parts.push(`missing: ${missing.join(', ')}`);
  if (wrong.length > 0) parts.push(`not valid: ${wrong.join(', ')}`);
  const advice = databaseUrl === undefined ? '' : ` (DATABASE_URL: ${databaseUrl})`;
  return `environment variables ${parts.join('; ')}${advice}`;
}

let cached: Env | undefined;

/**
 * The process's environment, read at the first call: `next build` needs no variable.
 * @throws Error that names what is missing or wrong
 */
export function env(): Env {
  if (cached) return cached;
  const check = checkEnv(process.env);
  if (!check.ok) throw new Error(describeEnvProblems(check));
  cached = check.env;
  return cached;
}
