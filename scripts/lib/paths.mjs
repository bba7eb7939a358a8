import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** What a demo leaves on this machine: data, secrets, logs, recorded process ids. Never committed. */
export const stateDir = join(root, '.callboard');

export const nextBin = join(root, 'node_modules', 'next', 'dist', 'bin', 'next');

/** Arguments that make Node run one of our TypeScript programs, server-only modules included. */
export const typescriptArgs = ['--conditions=react-server', '--import', 'tsx'];

/**
 * Node's own arguments for the app, as `npm start` has them too (package.json). The space for young objects may grow to
 * 3 x 16 MB by itself, which 200 listeners at once make it do; they then add up to 140 MB to a fresh server and not 110.
 */
export const serverArgs = ['--max-semi-space-size=4'];

/**
 * Arguments of `next start`. A proxy keeps idle connections for 60 s as a rule: one that the app closes earlier (Node: 5 s)
 * now and then takes a request with it, which the proxy answers by 502.
 */
export const startArgs = ['--keepAliveTimeout', '75000'];
