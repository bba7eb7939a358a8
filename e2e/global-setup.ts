import { settings } from './fixtures/settings';

const LOCAL = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The tests write what they like: they refuse anything that is not on this machine. */
export default function globalSetup(): void {
  const { baseUrl, databaseUrl, controlUrl } = settings();
  for (const url of [baseUrl, databaseUrl, controlUrl]) {
    const { hostname } = new URL(url);
    if (!LOCAL.has(hostname))
      throw new Error(`the browser tests run against this machine only, not ${hostname}`);
  }
}
