import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { OwnApp } from './fixtures/own-app';
import { expect, test } from './fixtures/test';
import { createToken } from './fixtures/tokens';

/** Opens an answer and never reads it, or reads it and keeps the connection. */
async function open(url: string, path: string, token: string): Promise<Socket> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccess-token: ${token}\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  expect(head.toString()).toMatch(/^HTTP\/1\.1 200/);
  return socket;
}

const statusOf = (url: string, path: string) => fetch(url + path).then(({ status }) => status);

test('a server that is told to end says so, finishes what it can, and is gone within 15 s', async ({
  sql,
  world,
  organization,
  operator,
  simulator,
}) => {
  test.slow();
  const token = await createToken(sql, operator, organization);
  const [slow, hanging, played] = [randomUUID(), randomUUID(), randomUUID()];
  const callId = `call-${played}`;
  await simulator.putJobs(
    [
      { JobId: slow, Status: 'Failed', Tasks: [] },
      { JobId: hanging, Status: 'Failed', Tasks: [] },
      { JobId: played, Status: 'Succeeded', Tasks: [{ TaskId: callId, Status: 'SucceededFinish' }] },
    ],
    // More than all buffers on the way hold.
    { [callId]: { seconds: 1800 } },
  );
  await simulator.putFault({ kind: 'latency', ms: 5000, operation: 'ListJobs', jobId: slow });
  await simulator.putFault({ kind: 'hang', operation: 'ListJobs', jobId: hanging });
  const taskIds = [await world.task(organization), await world.task(organization)];
  await world.rows(taskIds[0]!, [{ call_job_id: slow }]);
  await world.rows(taskIds[1]!, [{ call_job_id: hanging }]);
  const [rowId] = await world.rows(await world.task(organization), [
    { call_job_id: played, call_status: 'Succeeded', call_task_id: callId },
  ]);

  const app = await OwnApp.start();
  try {
    expect(await statusOf(app.url, '/api/ready')).toBe(200);
    const unread = await open(app.url, `/api/jobs/${rowId}/recording`, token);
    const idle = await open(app.url, '/api/health', token);
    const refresh = (taskId: number) =>
      fetch(`${app.url}/query-task-execution`, {
        method: 'POST',
        headers: { 'access-token': token },
        body: JSON.stringify({ task_id: taskId }),
      }).then(
        ({ status }) => status,
        () => 'no answer' as const,
      );
    const refreshes = Promise.all(taskIds.map(refresh));
    for (const jobId of [slow, hanging]) await expect.poll(() => simulator.requests(jobId)).toHaveLength(1);

    const toldAt = performance.now();
    process.kill(app.pid, 'SIGTERM');
    await expect.poll(() => statusOf(app.url, '/api/ready')).toBe(503);
    expect(await statusOf(app.url, '/api/health')).toBe(200);
    process.kill(app.pid, 'SIGTERM');
    expect(await app.exited).toEqual({ code: 143, signal: null });
    // The second more is for a machine that does other things as well.
    expect(performance.now() - toldAt).toBeLessThan(16_000);
    const [finished, hung] = await refreshes;
    expect(finished).toBe(200);
    // Its 15 s for the provider end about when the server does: it is told so, or cut.
    expect([502, 'no answer']).toContain(hung);
    for (const socket of [unread, idle]) socket.destroy();
  } finally {
    await app.stop();
  }
  expect(await sql`select call_status from leads_task_list where call_job_id = ${slow}`).toEqual([
    { call_status: 'Failed' },
  ]);
});
