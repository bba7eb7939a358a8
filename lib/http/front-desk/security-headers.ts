/**
 * The policy of a page. Scripts run by the nonce of this very answer, and so do those that such a script loads; nothing
 * comes from another host. Mantine and React write inline styles, which carry no nonce: styles may be inline.
 * In development React needs `eval` for its stack traces.
 *
 * @param nonce base64
 */
export function pagePolicy(nonce: string, isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * What every answer carries unless its door says otherwise: pages bring a policy of their own, and everything else is no
 * document and needs nothing.
 */
export function securityHeaders(isHttps: boolean): Record<string, string> {
  return {
    'content-security-policy':
      "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'cross-origin-resource-policy': 'same-origin',
    // Browsers ignore both over plain HTTP, and complain of the first.
    ...(isHttps && {
      'cross-origin-opener-policy': 'same-origin',
      'strict-transport-security': `max-age=${YEAR_SECONDS}`,
    }),
  };
}
