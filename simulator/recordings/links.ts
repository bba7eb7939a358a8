import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Signed links to recordings in the form of OSS V1 query signatures: `?Expires=<unix seconds>&OSSAccessKeyId=…&Signature=
 * <base64 HMAC-SHA1>`. They live by real time. HEAD is let in with a link that was signed for GET.
 */
export class Links {
  constructor(
    private readonly options: {
      origin: () => string;
      accessKeyId: string;
      secret: string;
      validitySeconds: number;
    },
  ) {}

  /** `expiresAt`: unix seconds, by default the validity from now on. `origin`: another scheme and host. */
  sign(
    objectName: string,
    options: { expiresAt?: number | undefined; origin?: string | undefined } = {},
  ): string {
    const expires = options.expiresAt ?? Math.floor(Date.now() / 1000) + this.options.validitySeconds;
    const path = `/record/${encodeURIComponent(objectName)}`;
    const query = [
      `Expires=${expires}`,
      `OSSAccessKeyId=${encodeURIComponent(this.options.accessKeyId)}`,
      `Signature=${encodeURIComponent(this.signature(objectName, String(expires)))}`,
    ];
    return `${options.origin ?? this.options.origin()}${path}?${query.join('&')}`;
  }

  verify(objectName: string, query: URLSearchParams): 'valid' | 'expired' | 'invalid' {
    const expires = query.get('Expires') ?? '';
    const given = Buffer.from(query.get('Signature') ?? '');
    const right = Buffer.from(this.signature(objectName, expires));
    const valid =
      query.get('OSSAccessKeyId') === this.options.accessKeyId &&
      given.length === right.length &&
      timingSafeEqual(given, right);
    if (!valid) return 'invalid';
    return Number(expires) * 1000 < Date.now() ? 'expired' : 'valid';
  }

  private signature(objectName: string, expires: string): string {
    const resource = `/outboundbot-recordings/record/${objectName}`;
    return createHmac('sha1', this.options.secret)
      .update(`GET\n\n\n${expires}\n${resource}`)
      .digest('base64');
  }
}
