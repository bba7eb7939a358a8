import { ERROR_CODES, type ErrorKind } from '@/lib/errors';

const PREFIX = 'callboard';

/**
 * A failure on its way from a page to its `error.tsx`. In production Next redacts an error's message but keeps a
 * `digest` that is already there, so that is where kind and request id travel.
 */
export class PageError extends Error {
  override readonly name = 'PageError';
  readonly digest: string;

  constructor(kind: ErrorKind, requestId: string) {
    super(kind);
    this.digest = `${PREFIX};${kind};${requestId}`;
  }
}

/** For `error.tsx`: what failed, and the id under which the log tells more; null for an error that is not ours. */
export function readPageError(error: unknown): { kind: ErrorKind; requestId: string } | null {
  if (!(error instanceof Error) || !('digest' in error) || typeof error.digest !== 'string') return null;
  const [prefix, kind, requestId] = error.digest.split(';');
  if (prefix !== PREFIX || !kind || !requestId || !Object.hasOwn(ERROR_CODES, kind)) return null;
  return { kind: kind as ErrorKind, requestId };
}
