import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { DEFAULTS, type Simulator, startSimulator } from '../../simulator/start';
import { createOutboundBot } from './client';
import { isRefusal } from './errors';
import { CALLER } from './testing/caller';
import { deadlineIn, type OutboundBot, type ProviderAttempt, type ProviderError } from './types';

const GROUP = 'group-1';
let simulator: Simulator;
let provider: OutboundBot;
let attempts: ProviderAttempt[] = [];

const options = () => ({
  caller: CALLER,
  ...deadlineIn(20_000),
  onAttempt: (attempt: ProviderAttempt) => attempts.push(attempt),
});
const control = (method: string, path: string, body: unknown = {}) =>
  fetch(simulator.controlUrl + path, { method, ...(method !== 'GET' && { body: JSON.stringify(body) }) });
const statuses = async () =>
  (await provider.listJobs(['job-1', 'job-2', 'job-3'], options())).map(({ Status }) => Status);

beforeAll(async () => {
  simulator = await startSimulator({ seed: 'steering' });
  provider = createOutboundBot({
    instanceId: DEFAULTS.instanceId,
    region: 'cn-shanghai',
    endpoint: simulator.url,
    credentials: { accessKeyId: DEFAULTS.accessKeyId, accessKeySecret: DEFAULTS.accessKeySecret },
  });
  const job = (JobId: string, Status: string) => ({ JobId, JobGroupId: GROUP, Status, Tasks: [] });
  await control('POST', '/jobs', {
    jobs: [job('job-1', 'Scheduling'), job('job-2', 'Succeeded'), job('job-3', 'Paused')],
  });
});
afterAll(() => simulator.close());
afterEach(async () => {
  attempts = [];
  await control('DELETE', '/faults');
});

describe('steering', () => {
  it('suspends and resumes chosen jobs, cancels a group, and tells the group’s progress', async () => {
    await provider.steerJobs('SuspendJobs', { jobIds: ['job-1', 'job-2'] }, options());
    expect(await statuses()).toEqual(['Paused', 'Succeeded', 'Paused']);
    await provider.steerJobs('ResumeJobs', { jobIds: ['job-1'] }, options());
    expect(await provider.describeJobGroup(GROUP, options())).toEqual({
      status: 'Scheduling',
      progress: {
        totalJobs: 3,
        totalCompleted: 1,
        failed: 0,
        executing: 0,
        scheduling: 1,
        paused: 1,
        cancelled: 0,
      },
    });
    const { requestId } = await provider.steerJobs('CancelJobs', { jobGroupId: GROUP }, options());
    expect(requestId).toMatch(/^[0-9A-F-]{36}$/);
    expect(await statuses()).toEqual(['Cancelled', 'Succeeded', 'Cancelled']);
  });

  it('asks once, whatever comes back, and knows a refusal from an unknown end', async () => {
    const failed = async () =>
      (await provider
        .steerJobs('SuspendJobs', { jobGroupId: GROUP }, options())
        .catch((error: unknown) => error)) as ProviderError;
    for (const kind of ['html503', 'reset', 'error']) {
      attempts = [];
      await control('PUT', '/faults', { kind, operation: 'SuspendJobs' });
      const error = await failed();
      expect([kind, error.name, isRefusal(error), attempts.length]).toEqual([
        kind,
        'ProviderError',
        false,
        1,
      ]);
      await control('DELETE', '/faults');
    }
    await control('PUT', '/faults', { kind: 'throttle', operation: 'SuspendJobs' });
    attempts = [];
    expect(isRefusal(await failed())).toBe(true);
    expect(attempts).toHaveLength(1);
    const unknown = await provider
      .steerJobs('ResumeJobs', { jobGroupId: 'no-such-group' }, options())
      .catch((error: unknown) => error);
    expect(unknown).toMatchObject({ kind: 'not_found', code: 'NotExist.JobGroup' });
  });
});
