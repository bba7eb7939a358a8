// Measures the memory of the app while many have a recording of an hour open and do not listen; and the time of the
// waveform through the app. scripts/bench-listeners.mjs starts what it needs and hands over the addresses.
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { openBenchDatabase } from './database';
import { residentBytes } from './process-usage';

const LISTENERS = 200;
const MOST_BYTES = 100e6;
const AT_ONCE = 10;
const ROUNDS = 2;
// Nearly silent: the simulator would else spend its time on making voices that nobody hears.
const HOUR = {
  seconds: 3600,
  segments: [
    { speaker: 'Robot', from: 1, to: 4 },
    { speaker: 'Contact', from: 5, to: 8 },
  ],
  codec: 'pcm16',
  rate: 8000,
  channels: 2,
};
const HOUR_BYTES = 115_200_044;

type Services = { databaseUrl: string; appUrl: string; appPid: number; simulatorControlUrl: string };
const services = JSON.parse(process.env.BENCH_SERVICES ?? 'null') as Services | null;
if (!services) throw new Error('started by scripts/bench-listeners.mjs');

const { hostname, port } = new URL(services.appUrl);
const { sql, rowIds, token, end } = await openBenchDatabase(services.databaseUrl);
const rowId = rowIds[0]!;
const path = `/api/jobs/${rowId}/recording`;
await sql`update leads_task_list set call_status = 'Succeeded', call_task_id = 'call-hour' where id = ${rowId}`;
await sql`insert into callboard.job_states (row_id, task_id, check_number, checked_at, call_result)
  select id, task_id, 1, now(), 'SucceededFinish' from leads_task_list where id = ${rowId}`;
const given = await fetch(`${services.simulatorControlUrl}/jobs`, {
  method: 'POST',
  body: JSON.stringify({ jobs: [], recordings: { 'call-hour': HOUR } }),
});
if (!given.ok) throw new Error(await given.text());

const memory = () => residentBytes(services.appPid);

/** Opens the recording, reads its head and a little sound, and then nothing more. */
function listen(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.once('error', reject);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\naccess-token: ${token}\r\nRange: bytes=0-\r\n\r\n`,
    );
    socket.once('data', (bytes: Buffer) => {
      socket.pause();
      const head = bytes.toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (!head.startsWith('HTTP/1.1 206') || length !== HOUR_BYTES) {
        reject(new Error(head));
      } else resolve(socket);
    });
  });
}

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const headers = { 'access-token': token };
/** As a server in use is: its code is loaded and its heap has grown. */
async function warmUp(): Promise<void> {
  for (let times = 0; times < 100; times += 1) {
    const response = await fetch(`${services!.appUrl}${path}`, {
      headers: { ...headers, range: 'bytes=1000-200000' },
    });
    if (response.status !== 206) throw new Error(await response.text());
    await response.arrayBuffer();
  }
  await sleep(2000);
}

let worst = 0;
// With --cold the first round is a fresh server's first requests: what it then loads and grows counts too.
const cold = process.argv.includes('--cold');
for (let round = 1; round <= ROUNDS; round += 1) {
  if (!(cold && round === 1)) await warmUp();
  const before = memory();
  const sockets: Socket[] = [];
  while (sockets.length < LISTENERS)
    sockets.push(...(await Promise.all(Array.from({ length: AT_ONCE }, listen))));
  let most = 0;
  for (let times = 0; times < 30; times += 1) {
    await sleep(200);
    most = Math.max(most, memory());
  }
  for (const socket of sockets) socket.destroy();
  worst = Math.max(worst, most - before);
  console.log(
    `${LISTENERS} listeners: ${mb(before)} before, ${mb(most)} at most, ${mb(most - before)} added`,
  );
  await sleep(2000);
}

const startedAt = performance.now();
const before = memory();
let most = before;
let state = '';
while (state !== 'ready') {
  const response = await fetch(`${services.appUrl}${path}/peaks`, { headers });
  ({ state } = (await response.json()) as { state: string });
  most = Math.max(most, memory());
  if (state !== 'ready' && state !== 'making') throw new Error(`peaks: ${state}`);
  if (state === 'making') await sleep(50);
}
const ms = Math.round(performance.now() - startedAt);
console.log(`peaks of an hour through the app: ${ms} ms, ${mb(most - before)} added`);

const ok = worst < MOST_BYTES;
console.log(
  `${ok ? 'PASS' : 'FAIL'}  ${mb(worst)} added by ${LISTENERS} listeners, at most ${mb(MOST_BYTES)}`,
);
await end();
process.exit(ok ? 0 : 1);
