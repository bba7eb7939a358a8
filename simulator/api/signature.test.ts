import { describe, expect, it } from 'vitest';

import { canonicalRequest, sha256, sign, type SignedRequest, Verifier } from './signature';

// The request recorded from the published runtime (outboundbot.md, section 6.1).
const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const SIGNED_HEADERS =
  'host;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;x-acs-signature-nonce;x-acs-version';
const SIGNATURE = '41dab13e19c1a6eba2c577eb700dfaede94290a906667e3c837a25c3758ba86d';
const NOW = Date.parse('2026-11-23T17:30:00Z');

function recorded(): SignedRequest & { headers: Record<string, string> } {
  const url = new URL(
    'http://host/?InstanceId=af81a389-91f0-4157-8d82-720edd02b66a&JobId.1=id-1&JobId.2=id%202*(%E4%B8%AD)~&JobId.3=id-3',
  );
  return {
    method: 'POST',
    path: '/',
    query: [...url.searchParams],
    headers: {
      host: '127.0.0.1:42119',
      'x-acs-version': '2019-12-26',
      'x-acs-action': 'ListJobs',
      'x-acs-date': '2026-11-23T17:24:43Z',
      'x-acs-signature-nonce': '2d6d89d66d2bc952d00219e54cbc4df023e9ded37c90fdad230e0523c3a383fc',
      'x-acs-content-sha256': EMPTY_HASH,
      'x-acs-credentials-provider': 'static_ak',
      authorization: `ACS3-HMAC-SHA256 Credential=LTAItest,SignedHeaders=${SIGNED_HEADERS},Signature=${SIGNATURE}`,
    },
    body: Buffer.alloc(0),
  };
}

const verifier = () => new Verifier({ id: 'LTAItest', secret: 'testSecret' });

describe('ACS3-HMAC-SHA256', () => {
  it('gives the recorded hash and signature', () => {
    const canonical = canonicalRequest(recorded(), SIGNED_HEADERS.split(';'), EMPTY_HASH);
    expect(sha256(canonical)).toBe('86d238feb26760dafde6fc4dde69fde63be1c7336c43f7874c826d2e83c5449d');
    expect(sign(canonical, 'testSecret')).toBe(SIGNATURE);
  });

  it('sorts parameters by code unit and escapes what encodeURIComponent leaves', () => {
    const query = ['JobId.2', 'JobId.10', 'JobId.1', 'A'].map((name) => [name, "!'()* ~"] as const);
    const canonical = canonicalRequest({ ...recorded(), query }, [], EMPTY_HASH);
    const value = '%21%27%28%29%2A%20~';
    expect(canonical.split('\n')[2]).toBe(`A=${value}&JobId.1=${value}&JobId.10=${value}&JobId.2=${value}`);
  });

  it('lets the recorded request in, once', () => {
    const once = verifier();
    expect(() => once.verify(recorded(), NOW)).not.toThrow();
    expect(() => once.verify(recorded(), NOW)).toThrow(
      expect.objectContaining({ code: 'SignatureNonceUsed' }),
    );
  });

  const spoilt: [string, (request: ReturnType<typeof recorded>) => void, string, number][] = [
    ['no authorization', (r) => delete r.headers.authorization, 'IncompleteSignature', 400],
    ['an unsigned x-acs header', (r) => (r.headers['x-acs-extra'] = '1'), 'IncompleteSignature', 400],
    ['no nonce', (r) => delete r.headers['x-acs-signature-nonce'], 'IncompleteSignature', 400],
    ['another host', (r) => (r.headers.host = '127.0.0.1:1'), 'SignatureDoesNotMatch', 400],
    ['another parameter', (r) => (r.query = [...r.query, ['JobId.4', 'x']]), 'SignatureDoesNotMatch', 400],
    ['another body', (r) => (r.body = Buffer.from('a=b')), 'SignatureDoesNotMatch', 400],
    ['an odd date', (r) => (r.headers['x-acs-date'] = '23 Nov 2026'), 'InvalidTimeStamp.Format', 400],
    [
      'an unknown key',
      (r) => (r.headers.authorization = r.headers.authorization!.replace('LTAItest', 'LTAIother')),
      'InvalidAccessKeyId.NotFound',
      404,
    ],
  ];
  it.each(spoilt)('refuses %s', (_, spoil, code, status) => {
    const request = recorded();
    spoil(request);
    expect(() => verifier().verify(request, NOW)).toThrow(expect.objectContaining({ code, status }));
  });

  it('refuses a clock that is off by more than 15 minutes, either way', () => {
    const date = Date.parse('2026-11-23T17:24:43Z');
    for (const off of [-15 * 60_000 - 1, 15 * 60_000 + 1]) {
      expect(() => verifier().verify(recorded(), date + off)).toThrow(
        expect.objectContaining({ code: 'InvalidTimeStamp.Expired' }),
      );
    }
    expect(() => verifier().verify(recorded(), date + 15 * 60_000)).not.toThrow();
  });
});
