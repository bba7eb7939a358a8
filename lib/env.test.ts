import { expect, it } from 'vitest';

import { checkEnv, describeEnvProblems } from './env';

const complete = {
  DATABASE_URL: 'postgres://callboard:sesame@db.example.com:5432/callboard',
  NEXTAUTH_URL: 'https://callboard.example.com/',
  NEXTAUTH_SECRET: '0123456789abcdef0123456789abcdef',
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'key',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'open-sesame',
  OUTBOUNDBOT_INSTANCE_ID: 'instance',
};

it('reads a complete environment, with the defaults of what is left out', () => {
  expect(checkEnv(complete)).toEqual({
    ok: true,
    env: {
      databaseUrl: complete.DATABASE_URL,
      databaseListenUrl: complete.DATABASE_URL,
      nextauthUrl: 'https://callboard.example.com',
      nextauthSecret: complete.NEXTAUTH_SECRET,
      outboundbotInstanceId: 'instance',
      outboundbotRegion: 'cn-shanghai',
      outboundbotEndpoint: undefined,
      outboundbotMaxRps: undefined,
      refreshRateLimit: 120,
      providerRateLimit: 240,
      role: 'all',
      trustProxyHops: 0,
      port: 3000,
      logLevel: 'info',
    },
  });
});

it('lists every missing name; an empty value counts as none', () => {
  expect(checkEnv({ NEXTAUTH_URL: '  ', ALIBABA_CLOUD_ECS_METADATA: 'role' })).toEqual({
    ok: false,
    missing: ['DATABASE_URL', 'NEXTAUTH_URL', 'NEXTAUTH_SECRET', 'OUTBOUNDBOT_INSTANCE_ID'],
    wrong: [],
  });
});

it.each([
  ['DATABASE_URL', 'mysql://sesame@127.0.0.1/x'],
  ['NEXTAUTH_URL', 'sesame'],
  ['NEXTAUTH_SECRET', 'sesame'],
  ['OUTBOUNDBOT_REGION', 'cn/sesame'],
  ['OUTBOUNDBOT_ENDPOINT', 'ftp://sesame'],
  ['OUTBOUNDBOT_MAX_RPS', '0'],
  ['REFRESH_RATE_LIMIT', '-1'],
  ['PROVIDER_RATE_LIMIT', 'many'],
  ['TRUST_PROXY_HOPS', 'sesame'],
  ['PORT', '65536'],
  ['LOG_LEVEL', 'sesame'],
])('tells the name of a wrong %s, never its value', (name, value) => {
  const check = checkEnv({ ...complete, [name]: value });
  expect(check).toEqual({ ok: false, missing: [], wrong: [name] });
  if (!check.ok) expect(describeEnvProblems(check)).toBe(`environment variables not valid: ${name}`);
});

it('takes half a key pair for a mistake, whatever other credentials there are', () => {
  const half = {
    ...complete,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
    ALIBABA_CLOUD_CREDENTIALS_URI: 'http://127.0.0.1/',
  };
  expect(checkEnv(half)).toMatchObject({ ok: false, missing: ['ALIBABA_CLOUD_ACCESS_KEY_SECRET'] });
  expect(checkEnv({ ...half, ALIBABA_CLOUD_ACCESS_KEY_ID: '' })).toMatchObject({ ok: true });
});
