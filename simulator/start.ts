import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ApiContext } from './api/operations';
import { createApiServer } from './api/server';
import { Clock } from './clock';
import { createControlServer } from './control';
import { Faults } from './faults';
import { RecordingLibrary } from './recordings/library';
import { Links } from './recordings/links';
import { RequestLog } from './request-log';
import { ScriptedJobs } from './scripted';
import { hashText } from './world/random';
import { SteeredWorld } from './world/steered-world';
import { World } from './world/world';

export type SimulatorOptions = {
  /** 0, the default: any free one */
  port?: number | undefined;
  controlPort?: number | undefined;
  host?: string | undefined;
  /** Any text or number; the same seed makes the same world. */
  seed?: string | number | undefined;
  /** Added to every API call (not to recordings). */
  latencyMs?: number | undefined;
  /** Simulated time to begin with, ISO; real time by default. */
  clock?: string | undefined;
  frozen?: boolean | undefined;
  accessKeyId?: string | undefined;
  accessKeySecret?: string | undefined;
  instanceId?: string | undefined;
  /** How long a recording's link is good, in real seconds. */
  linkValiditySeconds?: number | undefined;
  unknownJobs?: 'omit' | 'fail' | undefined;
};

export type Simulator = {
  url: string;
  controlUrl: string;
  port: number;
  controlPort: number;
  close: () => Promise<void>;
};

export const DEFAULTS = {
  host: '127.0.0.1',
  seed: 'callboard',
  accessKeyId: 'LTAIsimulator',
  accessKeySecret: 'simulator-secret',
  instanceId: 'af81a389-91f0-4157-8d82-720edd02b66a',
  linkValiditySeconds: 1800,
} as const;

/** Starts a simulator; both ports listen when it resolves. Rejects when one is in use. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = options.host ?? DEFAULTS.host;
  if (!/^127\.|^localhost$|^::1$/.test(host)) throw new RangeError('the simulator listens on loopback only');
  const accessKeyId = options.accessKeyId ?? DEFAULTS.accessKeyId;
  const accessKeySecret = options.accessKeySecret ?? DEFAULTS.accessKeySecret;
  const seed = options.seed ?? DEFAULTS.seed;
  let url = '';

  const clock = new Clock({ now: options.clock, frozen: options.frozen });
  const log = new RequestLog();
  const world = new World(hashText(String(seed)));
  const scripted = new ScriptedJobs();
  const now = () => clock.now();
  const links = new Links({
    origin: () => url,
    accessKeyId,
    secret: accessKeySecret,
    validitySeconds: options.linkValiditySeconds ?? DEFAULTS.linkValiditySeconds,
  });
  const settings = {
    instanceId: options.instanceId ?? DEFAULTS.instanceId,
    unknownJobs: options.unknownJobs ?? 'omit',
  };
  const library = new RecordingLibrary(world, scripted, now);
  const steered = new SteeredWorld(world, (time) => World.anchorOf(time));
  const api: ApiContext = { world, steered, scripted, library, links, faults: new Faults(), now, settings };
  const describe = () => ({ url, seed, accessKeyId, accessKeySecret, ...settings });

  const apiServer = createApiServer(api, log, {
    accessKeyId,
    accessKeySecret,
    latencyMs: options.latencyMs ?? 0,
  });
  const controlServer = createControlServer({ api, clock, log, describe });
  const close = async () => void (await Promise.all([stop(apiServer), stop(controlServer)]));
  try {
    const port = await listen(apiServer, options.port ?? 0, host);
    url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    const controlPort = await listen(controlServer, options.controlPort ?? 0, host);
    return { url, controlUrl: url.replace(/\d+$/, String(controlPort)), port, controlPort, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
