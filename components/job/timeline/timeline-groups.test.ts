import { describe, expect, it } from 'vitest';

import type { TimelineEvent } from '@/lib/jobs/schemas';
import type { FollowData } from '@/lib/follow-ups/schemas';

import { groupTimeline } from './timeline-groups';

const note = (id: number, remark: string): FollowData => ({
  id,
  leads_id: 'l',
  follow_time: null,
  leads_remark: remark,
  new_follow_time: null,
  next_follow_time: null,
  is_arrive: null,
});
let id = 0;
const event = (minute: number, part: Partial<TimelineEvent>): TimelineEvent => ({
  id: `event-${(id += 1)}`,
  at: new Date(Date.UTC(2026, 10, 23, 6, minute)).toISOString(),
  kind: 'follow_up',
  by: '李雷',
  via: 'session',
  receiptId: null,
  ...part,
});

describe('a time-line as it is read', () => {
  it('puts the newest first and the saves of one writing together', () => {
    const groups = groupTimeline([
      event(0, { kind: 'created', by: null }),
      event(1, { followUp: note(7, '约') }),
      event(2, { followUp: note(7, '约了'), interest: { from: null, to: 1 } }),
      event(3, { interest: { from: 1, to: 2 } }),
    ]);
    expect(groups).toHaveLength(2);
    expect(groups[0]).toMatchObject({
      count: 3,
      since: '2026-11-23T06:01:00.000Z',
      event: { followUp: { leads_remark: '约了' }, interest: { from: null, to: 2 } },
    });
    expect(groups[1]!.event.kind).toBe('created');
  });

  it.each([
    ['another person', event(1, { by: '韩梅梅', followUp: note(7, 'a') })],
    ['another follow-up', event(1, { followUp: note(8, 'a') })],
    ['half an hour later', event(40, { followUp: note(7, 'a') })],
    ['another kind', event(1, { kind: 'revealed' })],
  ])('keeps %s apart', (_, later) => {
    expect(groupTimeline([event(0, { followUp: note(7, 'a') }), later])).toHaveLength(2);
  });

  it('counts how often a person heard one call, and never joins changes', () => {
    const heard = [event(0, { kind: 'played', callId: 'c' }), event(90, { kind: 'played', callId: 'c' })];
    expect(groupTimeline(heard)).toMatchObject([{ count: 2 }]);
    expect(groupTimeline([heard[0]!, event(91, { kind: 'played', callId: 'd' })])).toHaveLength(2);
    const changes = [event(0, { kind: 'changed', changes: [] }), event(1, { kind: 'changed', changes: [] })];
    expect(groupTimeline(changes)).toHaveLength(2);
  });
});
