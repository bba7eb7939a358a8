/**
 * OutboundBot on this machine: `npm run simulator -- --port 4010 --control-port 4011 --seed demo --latency 50`.
 * Prints one line of JSON, `{"port":…,"controlPort":…}`, when it listens. `control.ts` tells about the control port.
 */
import { parseArgs } from 'node:util';

import { startSimulator } from './start';

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'control-port': { type: 'string' },
    host: { type: 'string' },
    seed: { type: 'string' },
    latency: { type: 'string' },
    clock: { type: 'string' }, // ISO: the simulated time to begin with
    frozen: { type: 'boolean' },
    'access-key-id': { type: 'string' },
    'access-key-secret': { type: 'string' },
    'instance-id': { type: 'string' },
    'link-validity': { type: 'string' }, // seconds
    'unknown-jobs': { type: 'string' }, // omit | fail
  },
});

function whole(name: keyof typeof values): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(String(text))) throw new RangeError(`--${name} must be a whole number, not ${text}`);
  return Number(text);
}

try {
  const simulator = await startSimulator({
    port: whole('port'),
    controlPort: whole('control-port'),
    host: values.host,
    seed: values.seed,
    latencyMs: whole('latency'),
    clock: values.clock,
    frozen: values.frozen,
    accessKeyId: values['access-key-id'],
    accessKeySecret: values['access-key-secret'],
    instanceId: values['instance-id'],
    linkValiditySeconds: whole('link-validity'),
    unknownJobs: values['unknown-jobs'] === 'fail' ? 'fail' : 'omit',
  });
  console.log(JSON.stringify({ port: simulator.port, controlPort: simulator.controlPort }));
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => void simulator.close().then(() => process.exit(0)));
  }
} catch (error) {
  console.error(`simulator: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
