import 'server-only';

import pino from 'pino';

import { env } from '@/lib/env';

import { redact } from './redact';

let shared: pino.Logger | undefined;

/**
 * The process's log: JSON lines on standard output, from `LOG_LEVEL` up. Phone numbers, passwords, tokens and signed
 * links are taken out of everything that passes here, so that no caller has to think of it.
 */
export function logger(): pino.Logger {
  shared ??= pino({
    level: env().logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => redact(fields) as Record<string, unknown>,
    },
    hooks: {
      logMethod(args, method) {
        method.apply(
          this,
          args.map((arg: unknown) => (typeof arg === 'string' ? redact(arg) : arg)) as typeof args,
        );
      },
    },
    serializers: { err: (error: unknown) => error },
  });
  return shared;
}
