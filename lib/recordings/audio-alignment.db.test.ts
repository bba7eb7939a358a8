import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { toActor } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { rememberAudioOffset, rememberRobotChannel } from './audio-alignment';
import { findAlignmentSettings } from './peaks/repository';
import { findNextRecorded } from './repository';

const actorOf = (organizationId: string) =>
  toActor(
    {
      userId: '00000000-0000-4000-8000-000000000001',
      userName: 'A',
      organizationId,
      organizationName: organizationId,
      role: 'operator',
    },
    'session',
  )!;
const own = actorOf('a');
const foreign = actorOf('b');

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
  const { sql } = test;
  await sql`insert into call_tasks (id, task_name, organization_id) values (1, '回访', 'a'), (2, '续费', 'a'), (3, 'b', 'b')`;
  await sql`
    insert into leads_task_list (id, task_id, call_job_id, call_status, call_task_id) values
      (11, 1, 'j11', 'Succeeded', 'call-11'), (12, 1, 'j12', 'Failed', 'call-12'), (13, 1, null, 'Succeeded', 'call-13'),
      (14, 1, 'j14', 'Succeeded', ''), (15, 1, 'j15', 'Succeeded', 'call-15'), (16, 2, 'j16', 'Succeeded', 'call-16'),
      (31, 3, 'j31', 'Succeeded', 'call-31')`;
});
afterAll(() => test.drop());
beforeEach(async () => {
  await test.sql`delete from callboard.job_settings`;
  await test.sql`delete from callboard.task_settings`;
});

const settings = (rowId: number, callId: string) => findAlignmentSettings(own.orgId, test.db, rowId, callId);

describe('on which side the robot is', () => {
  it('is remembered for the whole task, and only for it', async () => {
    await rememberRobotChannel({ db: test.db }, own, { rowId: 11, channel: 'right' });
    expect(await settings(15, 'call-15')).toMatchObject({ robotChannel: 'right' });
    expect(await settings(16, 'call-16')).toMatchObject({ robotChannel: null });
    await rememberRobotChannel({ db: test.db }, own, { rowId: 15, channel: 'left' });
    expect(await settings(11, 'call-11')).toMatchObject({ robotChannel: 'left' });
  });

  it('cannot be set for another organization’s task, nor for none', async () => {
    for (const [actor, rowId] of [
      [foreign, 11],
      [own, 31],
      [own, 2_000_000_001],
    ] as const) {
      await expect(
        rememberRobotChannel({ db: test.db }, actor, { rowId, channel: 'right' }),
      ).rejects.toMatchObject({
        kind: 'not_found',
      });
    }
    expect(await test.sql`select * from callboard.task_settings`).toHaveLength(0);
  });
});

describe('how far the words are from the sound', () => {
  it('is remembered for this call, replaced, and forgotten', async () => {
    const remember = (offsetMs: number | null) =>
      rememberAudioOffset({ db: test.db }, own, { rowId: 11, callId: 'call-11', offsetMs });
    await remember(-11_400);
    expect(await settings(11, 'call-11')).toMatchObject({ offsetMs: -11_400 });
    expect(await settings(11, 'another-call')).toMatchObject({ offsetMs: null });
    await remember(300);
    expect(await settings(11, 'call-11')).toMatchObject({ offsetMs: 300 });
    await remember(null);
    expect(await settings(11, 'call-11')).toMatchObject({ offsetMs: null });
  });

  it('cannot be set for a foreign row, nor for a call of another row', async () => {
    for (const [actor, rowId, callId] of [
      [foreign, 11, 'call-11'],
      [own, 31, 'call-31'],
      [own, 11, 'call-15'],
    ] as const) {
      await expect(
        rememberAudioOffset({ db: test.db }, actor, { rowId, callId, offsetMs: 100 }),
      ).rejects.toMatchObject({ kind: 'not_found' });
    }
    expect(await test.sql`select * from callboard.job_settings`).toHaveLength(0);
  });
});

describe('the next recording', () => {
  it('is that of the next row of the page order that was reached', async () => {
    expect(await findNextRecorded(own.orgId, test.db, 11)).toBe(15);
    expect(await findNextRecorded(own.orgId, test.db, 12)).toBe(15);
  });
  it('ends with the task, and does not lead out of the organization', async () => {
    expect(await findNextRecorded(own.orgId, test.db, 15)).toBeNull();
    expect(await findNextRecorded(foreign.orgId, test.db, 11)).toBeNull();
  });
});
