import { describe, expect, it } from 'vitest';

import { resolveEndpoint } from './endpoint';
import { createCallApi, findPublishedClient, PUBLISHED_CLIENT } from './runtime';

const config = {
  instanceId: 'i',
  region: 'cn-hangzhou',
  credentials: { accessKeyId: 'a', accessKeySecret: 's' },
};

describe('the published client', () => {
  class Client {
    static built: unknown[] = [];
    static calls: unknown[][] = [];
    constructor(given: unknown) {
      Client.built.push(given);
    }
    async callApi(...args: unknown[]) {
      Client.calls.push(args);
      return { statusCode: 200, headers: {}, body: {} };
    }
  }

  it.each([
    ['bundled', { default: Client }],
    ['plain Node ESM', { default: { default: Client } }],
    ['required', Client],
  ])('is the one constructed when it is installed (%s)', async (_how, module) => {
    Client.built = [];
    Client.calls = [];
    const callApi = await createCallApi(config, (name) => {
      expect(name).toBe(PUBLISHED_CLIENT);
      return Promise.resolve(module);
    });
    await callApi('ListJobs', { InstanceId: 'i', JobId: ['a', 'b'] }, 1234);
    expect(Client.built).toEqual([
      expect.objectContaining({
        protocol: 'https',
        endpoint: 'outboundbot.cn-hangzhou.aliyuncs.com',
        regionId: 'cn-hangzhou',
        accessKeyId: 'a',
        accessKeySecret: 's',
      }),
    ]);
    expect(Client.calls).toEqual([
      [
        {
          action: 'ListJobs',
          version: '2019-12-26',
          protocol: 'HTTPS',
          pathname: '/',
          method: 'POST',
          authType: 'AK',
          style: 'RPC',
          reqBodyType: 'formData',
          bodyType: 'json',
        },
        { query: { InstanceId: 'i', 'JobId.1': 'a', 'JobId.2': 'b' } },
        { readTimeout: 1234, connectTimeout: 1234 },
      ],
    ]);
  });

  it('is passed over when it is not there, and not when it is broken', async () => {
    const absent = Object.assign(new Error(`Cannot find package '${PUBLISHED_CLIENT}' imported from x`), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    expect(await findPublishedClient(() => Promise.reject(absent))).toBeNull();
    const notFound = Object.assign(
      new Error(`Cannot find module '${PUBLISHED_CLIENT}'\nRequire stack:\n- p`),
      {
        code: 'MODULE_NOT_FOUND',
      },
    );
    expect(await findPublishedClient(() => Promise.reject(notFound))).toBeNull();
    const lacking = Object.assign(
      new Error(`Cannot find module 'y'\nRequire stack:\n- ${PUBLISHED_CLIENT}/client.js`),
      {
        code: 'MODULE_NOT_FOUND',
      },
    );
    await expect(findPublishedClient(() => Promise.reject(lacking))).rejects.toBe(lacking);
    const broken = Object.assign(
      new Error(`Cannot find package 'y' imported from ${PUBLISHED_CLIENT}/dist/client.js`),
      {
        code: 'ERR_MODULE_NOT_FOUND',
      },
    );
    await expect(findPublishedClient(() => Promise.reject(broken))).rejects.toBe(broken);
  });

  it('is looked up by name without failing where it is not installed', async () => {
    await expect(findPublishedClient()).resolves.toBeOneOf([null, expect.any(Function)]);
  });
});

describe('resolveEndpoint', () => {
  it.each([
    [undefined, { protocol: 'https', host: 'outboundbot.cn-shanghai.aliyuncs.com' }],
    ['http://127.0.0.1:4010', { protocol: 'http', host: '127.0.0.1:4010' }],
    ['https://proxy.example/', { protocol: 'https', host: 'proxy.example' }],
    ['proxy.example:8443', { protocol: 'https', host: 'proxy.example:8443' }],
    [
      'outboundbot-vpc.cn-shanghai.aliyuncs.com',
      { protocol: 'https', host: 'outboundbot-vpc.cn-shanghai.aliyuncs.com' },
    ],
  ])('%s', (endpoint, expected) => {
    expect(resolveEndpoint('cn-shanghai', endpoint)).toEqual(expected);
  });
});
