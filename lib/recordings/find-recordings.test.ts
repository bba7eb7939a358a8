import { describe, expect, it } from 'vitest';

import { ProviderError, type OutboundBot, type RecordingLink } from '@/lib/outboundbot/types';
import { CALLER } from '@/lib/outboundbot/testing/caller';

import { findRecordings } from './find-recordings';

const NOW = new Date('2026-11-23T06:00:00Z');
const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);
const held = (n: number | null) => ({ url: 'http://held', expiresAt: n === null ? null : minutes(n) });

function provider(answers: Record<string, RecordingLink | Error>) {
  const asked: string[] = [];
  const outboundbot: Pick<OutboundBot, 'downloadRecording'> = {
    async downloadRecording(callId) {
      asked.push(callId);
      const answer = answers[callId] ?? {
        state: 'ready',
        url: `http://new/${callId}`,
        expiresAt: null,
        fileName: null,
      };
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { asked, outboundbot };
}

describe('findRecordings', () => {
  it('asks once for each call, reuses what lives ten minutes more, and counts what failed', async () => {
    const failure = new ProviderError({ kind: 'unavailable', code: 'x', message: 'x', retryable: true });
    const { asked, outboundbot } = provider({ b: failure, c: { state: 'not_ready', requestId: null } });
    const { links, counts } = await findRecordings({
      outboundbot,
      caller: CALLER,
      deadline: new AbortController().signal,
      now: NOW,
      wanted: [
        { callId: 'a', held: null },
        { callId: 'a', held: null },
        { callId: 'b', held: null },
        { callId: 'c', held: null },
        { callId: 'kept', held: held(10) },
        { callId: 'dying', held: held(9.99) },
        { callId: 'endless', held: held(null) },
      ],
    });
    expect(asked).toEqual(['a', 'b', 'c', 'dying', 'endless']);
    expect(counts).toEqual({ asked: 5, reused: 1, failed: 2 });
    expect([...links].map(([callId, link]) => [callId, link.url]).sort()).toEqual([
      ['a', 'http://new/a'],
      ['dying', 'http://new/dying'],
      ['endless', 'http://new/endless'],
      ['kept', 'http://held'],
    ]);
  });

  it('asks for nothing when nothing is wanted', async () => {
    const { asked, outboundbot } = provider({});
    const found = await findRecordings({
      outboundbot,
      wanted: [],
      caller: CALLER,
      deadline: AbortSignal.abort(),
    });
    expect(found.counts).toEqual({ asked: 0, reused: 0, failed: 0 });
    expect(asked).toEqual([]);
  });
});
