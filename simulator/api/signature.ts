import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

import { ApiError } from './errors';

const ALGORITHM = 'ACS3-HMAC-SHA256';
const MAX_CLOCK_SKEW_MS = 15 * 60_000;
const NONCE_MEMORY_MS = 31 * 60_000;
const MUST_BE_SIGNED = [
  'host',
  'x-acs-action',
  'x-acs-content-sha256',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-version',
];

export type SignedRequest = {
  method: string;
  path: string;
  /** Decoded, in the order received. */
  query: readonly (readonly [string, string])[];
  /** Lower-case names. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
};

/** encodeURIComponent, and ! ' ( ) * too. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The six parts that ACS3 signs. Parameters are sorted by UTF-16 code unit: JobId.1, JobId.10, JobId.2. */
export function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
  bodyHash: string,
): string {
  const query = [...request.query]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${percentEncode(value)}`)
    .join('&');
  const headers = signedHeaders
    .map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`)
    .join('');
  return [request.method, request.path, query, headers, signedHeaders.join(';'), bodyHash].join('\n');
}

export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

export function sign(canonical: string, secret: string): string {
  return createHmac('sha256', secret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest('hex');
}

/** Checks requests against one key; remembers nonces. Times are checked by real time. */
export class Verifier {
  private readonly nonces = new Map<string, number>();

  constructor(private readonly key: { id: string; secret: string }) {}

  /** Throws the ApiError that the gateway would answer. */
  verify(request: SignedRequest, now = Date.now()): void {
    const { headers } = request;
    const credentials = readAuthorization(headers.authorization);
    const missing = MUST_BE_SIGNED.filter((name) => headers[name] === undefined);
    if (missing.length > 0)
      throw ApiError.of('IncompleteSignature', `The header ${missing[0]} is mandatory.`);
    const unsigned = Object.keys(headers).filter(
      (name) => (name.startsWith('x-acs-') || name === 'host') && !credentials.signedHeaders.includes(name),
    );
    if (unsigned.length > 0)
      throw ApiError.of('IncompleteSignature', `The header ${unsigned[0]} must be signed.`);

    if (credentials.keyId !== this.key.id) throw ApiError.of('InvalidAccessKeyId.NotFound');
    this.checkTime(String(headers['x-acs-date']), now);
    this.checkSignature(request, credentials);
    this.checkNonce(String(headers['x-acs-signature-nonce']), now);
  }

  private checkTime(date: string, now: number): void {
    const time = Date.parse(date);
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date) || Number.isNaN(time)) {
      throw ApiError.of('InvalidTimeStamp.Format');
    }
    if (Math.abs(now - time) > MAX_CLOCK_SKEW_MS) throw ApiError.of('InvalidTimeStamp.Expired');
  }

  private checkSignature(request: SignedRequest, credentials: ReturnType<typeof readAuthorization>): void {
    const bodyHash = sha256(request.body);
    if (request.headers['x-acs-content-sha256'] !== bodyHash) {
      throw ApiError.of('SignatureDoesNotMatch', 'x-acs-content-sha256 is not the hash of the body.');
    }
    const canonical = canonicalRequest(request, credentials.signedHeaders, bodyHash);
    const right = Buffer.from(sign(canonical, this.key.secret));
    const given = Buffer.from(credentials.signature);
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      throw ApiError.of(
        'SignatureDoesNotMatch',
        `Specified signature is not matched with our calculation. server string to sign is: ${ALGORITHM}\n${sha256(canonical)}`,
      );
    }
  }

  private checkNonce(nonce: string, now: number): void {
    if (this.nonces.size > 20_000) {
      for (const [old, usedAt] of this.nonces) if (usedAt < now - NONCE_MEMORY_MS) this.nonces.delete(old);
    }
    const usedAt = this.nonces.get(nonce);
    if (usedAt !== undefined && usedAt >= now - NONCE_MEMORY_MS) throw ApiError.of('SignatureNonceUsed');
    this.nonces.set(nonce, now);
  }
}

function readAuthorization(header: string | string[] | undefined) {
  const match =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(
      String(header ?? ''),
    );
  if (!match) throw ApiError.of('IncompleteSignature');
  return { keyId: match[1]!, signedHeaders: match[2]!.split(';'), signature: match[3]! };
}
