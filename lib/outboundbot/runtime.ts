import { createRequire } from 'node:module';
import { join } from 'node:path';

import * as credentialsModule from '@alicloud/credentials';
import * as openapiModule from '@alicloud/openapi-core';
import type { $OpenApiUtil } from '@alicloud/openapi-core';

import { resolveEndpoint } from './endpoint';
import { CredentialsError } from './errors';

export type OutboundBotConfig = {
  instanceId: string;
  region: string;
  /** `http://host:port`, `https://host` or a bare host; without it the region's own. */
  endpoint?: string;
  /** Without them the default chain of @alicloud/credentials is asked. */
  credentials?: { accessKeyId: string; accessKeySecret: string; securityToken?: string };
};

/** What the runtime's callApi answers: wire names kept, header names in lower case. */
export type WireAnswer = { statusCode?: number; headers?: Record<string, string>; body?: unknown };

/** `callApi` of the published client or of the runtime it is built on: the two are the same on the wire. */
export type CallApi = (
  action: string,
  query: Record<string, unknown>,
  timeoutMs: number,
) => Promise<WireAnswer>;

export const PUBLISHED_CLIENT = '@alicloud/outboundbot20191226';

type ApiClient = {
  callApi(params: unknown, request: unknown, runtime: unknown): Promise<WireAnswer>;
};
type ApiClientClass = new (config: $OpenApiUtil.Config) => ApiClient;

/**
 * The class behind a CommonJS default export. Node's ESM loader hands over `{ default: module.exports }`, whose own
 * `default` is the class; bundlers and tsx unwrap one of the two steps.
 */
export function defaultClass<T extends new (...args: never[]) => unknown>(module: unknown): T {
  let value = module;
  for (let step = 0; step < 3 && typeof value !== 'function'; step += 1) {
    value = (value as { default?: unknown } | null | undefined)?.default;
  }
  if (typeof value !== 'function') throw new TypeError('the module has no default class');
  return value as T;
}

/** A name of a CommonJS module, whether or not the loader found it by static analysis. */
function named<T>(module: object, name: string): T {
  const holder = module as Record<string, unknown> & { default?: Record<string, unknown> };
  return (holder[name] ?? holder.default?.[name]) as T;
}

/**
 * The published client's class when it is installed, else null. The name is no literal, so neither bundler nor type
 * check asks for the package.
 * @throws whatever an installed package throws when it is loaded
 */
export async function findPublishedClient(
  load: (name: string) => Promise<unknown> = requireByName,
): Promise<ApiClientClass | null> {
  try {
    return defaultClass<ApiClientClass>(await load(PUBLISHED_CLIENT));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** `require` from the project's root: an `import()` would be resolved, and refused, by bundler and test runner. */
function requireByName(name: string): Promise<unknown> {
  return Promise.resolve().then(() => createRequire(join(process.cwd(), 'package.json'))(name) as unknown);
}

function isMissing(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') return false;
  // A package that is there but lacks one of its own dependencies is broken, not missing.
  return String(message)
    .replace(/(imported from|Require stack).*$/s, '')
    .includes(PUBLISHED_CLIENT);
}

/**
 * Builds `callApi` with the constants of OutboundBot 2019-12-26: version, protocol HTTPS, POST to /, RPC style,
 * parameters in the query, lists numbered by OpenApiUtil.query (a raw list would be signed wrongly).
 */
export async function createCallApi(
  config: OutboundBotConfig,
  load?: (name: string) => Promise<unknown>,
): Promise<CallApi> {
  const Config = named<typeof $OpenApiUtil.Config>(named<object>(openapiModule, '$OpenApiUtil'), 'Config');
  const util = named<{ query(filter: Record<string, unknown>): Record<string, string> }>(
    openapiModule,
    'OpenApiUtil',
  );
  const endpoint = resolveEndpoint(config.region, config.endpoint);
  const Client = (await findPublishedClient(load)) ?? defaultClass<ApiClientClass>(openapiModule);
  const client = new Client(
    new Config({
      protocol: endpoint.protocol,
      endpoint: endpoint.host,
      regionId: config.region,
      ...(config.credentials ?? { credential: defaultCredentials() }),
    }),
  );
  return (action, query, timeoutMs) =>
    client.callApi(
      {
        action,
        version: '2019-12-26',
        protocol: 'HTTPS',
        pathname: '/',
        method: 'POST',
        authType: 'AK',
        style: 'RPC',
        reqBodyType: 'formData',
        bodyType: 'json',
      },
      { query: util.query(query) },
      // The runtime hands the connect timeout on as the socket's idle timeout, so the two must be equal.
      { readTimeout: timeoutMs, connectTimeout: timeoutMs },
    );
}

/** The default chain: environment, OIDC role, CLI profile, credentials file, ECS metadata, credentials URI. */
function defaultCredentials(): { getCredential(): Promise<unknown> } {
  const Credential = defaultClass<new () => { getCredential(): Promise<unknown> }>(credentialsModule);
  let chain: { getCredential(): Promise<unknown> } | undefined;
  return {
    async getCredential() {
      try {
        chain ??= new Credential();
        return await chain.getCredential();
      } catch (cause) {
        throw new CredentialsError('no credentials were found', { cause });
      }
    },
  };
}
