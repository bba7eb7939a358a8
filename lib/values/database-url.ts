/** One server of `DATABASE_URL`. */
export type DatabaseHost = { host: string; port: number };

export type DatabaseUrl = {
  /** The servers, tried in turn. */
  hosts: DatabaseHost[];
  /** The same address with one of its servers, and without the parameters that are read here. */
  url: string;
  /** Only the server that takes writes is used, whatever the others answer. */
  primaryOnly: boolean;
  /** Whether statements are prepared by name; a pooler that gives each transaction another server may forget names. */
  prepare: boolean;
};

const DEFAULT_PORT = 5432;
export const NO_ADDRESS = 'is not a postgres:// address';

/**
 * Reads `postgres://user:password@host[:port][,host[:port]…]/database[?option=value…]`.
 *
 * @throws Error in words that may be shown: they repeat nothing of the address but the option's name
 */
export function parseDatabaseUrl(text: string): DatabaseUrl {
  const parts = /^(postgres(?:ql)?:\/\/(?:[^/?#@]*@)?)([^/?#]+)([/?#].*)?$/.exec(text);
  if (!parts) throw new Error(NO_ADDRESS);
  const [, start = '', servers = '', rest = ''] = parts;
  const hosts = servers.split(',').map(readHost);
  const single = `${start}${servers.split(',', 1).join('')}${rest}`;
  if (!URL.canParse(single)) throw new Error(NO_ADDRESS);

  const url = new URL(single);
  const wanted = url.searchParams.get('target_session_attrs') ?? 'any';
  if (wanted !== 'any' && wanted !== 'primary') {
    // read-write reads a setting that a pooler or a server may lack, and then takes a standby for the primary.
    throw new Error('target_session_attrs may be primary or any');
  }
  const prepare = url.searchParams.get('prepare') ?? 'true';
  if (prepare !== 'true' && prepare !== 'false') throw new Error('prepare may be true or false');
  url.searchParams.delete('target_session_attrs');
  url.searchParams.delete('prepare');
  return { hosts, url: url.href, primaryOnly: wanted === 'primary', prepare: prepare === 'true' };
}

function readHost(text: string): DatabaseHost {
  const [, ipv6, name, port] = /^(?:\[([\da-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = ipv6 ?? name;
  if (!host) throw new Error('has a server that is no host name with a port');
  return { host, port: port === undefined ? DEFAULT_PORT : Number(port) };
}

/** What is wrong with an address, in words that repeat nothing of it; null: nothing. */
export function databaseUrlProblem(text: string): string | null {
  try {
    parseDatabaseUrl(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
