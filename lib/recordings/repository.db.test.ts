import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OrgId } from '@/lib/auth/actor';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';

import { findRecordedCall, storeRecordingLink } from './repository';

const OWN = 'org-a' as OrgId;
const FOREIGN = 'org-b' as OrgId;
const ALIVE = '2026-11-23T09:00:00.000Z';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
  await test.db.execute(sql`
    insert into call_tasks (id, task_name, organization_id) values (1, '回访', ${OWN}), (2, 'b', ${FOREIGN})`);
  await test.db.execute(sql`
    insert into leads_task_list (id, task_id, leads_name, call_status, call_task_id, planed_time, recording_url) values
      (11, 1, '张三', 'Succeeded', 'call-11', '2026-11-23 14:00+08', 'http://stored.example/never-fetched.wav'),
      (12, 1, null, '', '', null, null),
      (13, 1, '李四', 'Succeeded', 'call-13-second', null, null),
      (21, 2, '王五', 'Succeeded', 'call-21', null, null)`);
  await test.db.execute(sql`
    insert into callboard.job_states
      (row_id, task_id, check_number, checked_at, call_result, recording_call_id, recording_link, recording_expires_at)
    values (11, 1, 1, now(), 'SucceededFinish', 'call-11', 'http://link/11', ${ALIVE}),
      (13, 1, 1, now(), 'SucceededFinish', 'call-13-first', 'http://link/13', ${ALIVE}),
      (21, 2, 1, now(), 'SucceededFinish', null, null, null)`);
});
afterAll(() => test.drop());

describe('the call of a row', () => {
  it('comes with the live link that is held for it, never the stored column', async () => {
    expect(await findRecordedCall(OWN, test.db, 11)).toEqual({
      rowId: 11,
      callId: 'call-11',
      callStatus: 'Succeeded',
      callResult: 'SucceededFinish',
      held: { url: 'http://link/11', expiresAt: new Date(ALIVE) },
      taskName: '回访',
      leadName: '张三',
      leadPhoneMasked: null,
      plannedTime: '2026-11-23T06:00:00.000Z',
    });
  });

  it('that was made again has no held link of the call before', async () => {
    expect(await findRecordedCall(OWN, test.db, 13)).toMatchObject({ callId: 'call-13-second', held: null });
  });

  it('that was never made has neither id nor status', async () => {
    expect(await findRecordedCall(OWN, test.db, 12)).toMatchObject({
      callId: null,
      callStatus: null,
      callResult: null,
      held: null,
    });
  });

  it('of another organization is as missing as one that is not there, also past the range of ids', async () => {
    expect(await findRecordedCall(OWN, test.db, 21)).toBeNull();
    expect(await findRecordedCall(FOREIGN, test.db, 11)).toBeNull();
    expect(await findRecordedCall(OWN, test.db, 999)).toBeNull();
    expect(await findRecordedCall(OWN, test.db, 9_007_199_254_740_991)).toBeNull();
  });
});

describe('an earlier call of a row', () => {
  beforeAll(async () => {
    const told = { Tasks: [{ TaskId: 'call-13-first', Status: 'NoAnswer' }, { TaskId: 'call-13-second' }] };
    const described = {
      Tasks: [{ TaskId: 'call-13-zero', Status: 'SucceededClientHangup', PlanedTime: 1_763_877_600_000 }],
    };
    await test.db.execute(sql`
      update callboard.job_states set provider_job = ${JSON.stringify(told)}::jsonb,
        described_job = ${JSON.stringify(described)}::jsonb where row_id = 13`);
    await test.db.execute(
      sql`update callboard.job_states set provider_job = '{"Tasks": "x"}' where row_id = 11`,
    );
  });

  it('has its own result, time and link', async () => {
    expect(await findRecordedCall(OWN, test.db, 13, 'call-13-zero')).toMatchObject({
      callId: 'call-13-zero',
      callStatus: null,
      callResult: 'SucceededClientHangup',
      plannedTime: '2025-11-23T06:00:00.000Z',
      held: null,
    });
    expect(await findRecordedCall(OWN, test.db, 13, 'call-13-first')).toMatchObject({
      callStatus: null,
      callResult: 'NoAnswer',
      plannedTime: null,
      held: { url: 'http://link/13' },
    });
  });

  it('that is the latest is the latest', async () => {
    expect(await findRecordedCall(OWN, test.db, 13, 'call-13-second')).toEqual(
      await findRecordedCall(OWN, test.db, 13),
    );
  });

  it.each([
    [13, 'call-11', OWN],
    [13, 'call-21', OWN],
    [11, 'call-13-zero', OWN],
    [12, 'call-12', OWN],
    [12, '', OWN],
    [13, 'call-13-zero', FOREIGN],
  ])('of row %i is not %j to %s', async (rowId, callId, orgId) => {
    expect(await findRecordedCall(orgId, test.db, rowId, callId)).toBeNull();
  });
});

describe('a fresh link', () => {
  const link = { url: 'http://link/new', expiresAt: new Date('2026-11-23T10:00:00.000Z') };
  const held = async (rowId: number, orgId = OWN) =>
    (await findRecordedCall(orgId, test.db, rowId))?.held ?? null;

  it('is kept for the call that the row shows', async () => {
    await storeRecordingLink(OWN, test.db, 13, 'call-13-second', link);
    expect(await held(13)).toEqual(link);
  });

  it('of a call that the row shows no more is dropped', async () => {
    await storeRecordingLink(OWN, test.db, 11, 'call-11-before', link);
    expect((await held(11))?.url).toBe('http://link/11');
  });

  it('is not kept for another organization’s row', async () => {
    await storeRecordingLink(OWN, test.db, 21, 'call-21', link);
    expect(await held(21, FOREIGN)).toBeNull();
  });

  it('changes nothing in the installation’s own table', async () => {
    const [row] = await test.db.execute<{ url: string }>(
      sql`select recording_url as url from leads_task_list where id = 11`,
    );
    expect(row?.url).toBe('http://stored.example/never-fetched.wav');
  });
});
