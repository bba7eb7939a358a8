import type { ServerResponse } from 'node:http';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createOutboundBot } from './client';
import { CALLER } from './testing/caller';
import { envelope, jobIdsOf, json, startFakeProvider, type FakeProvider } from './testing/fake-provider';
import { deadlineIn, ProviderError, type OutboundBot, type ProviderAttempt } from './types';

const MIB = 1024 * 1024;

let provider: FakeProvider;
let bot: OutboundBot;
let attempts: ProviderAttempt[];

beforeEach(async () => {
  provider = await startFakeProvider();
  attempts = [];
  bot = createOutboundBot({
    instanceId: 'instance',
    region: 'cn-shanghai',
    endpoint: provider.endpoint,
    credentials: { accessKeyId: 'id', accessKeySecret: 'secret' },
  });
});
afterEach(() => provider.close());

const options = () => ({
  caller: CALLER,
  ...deadlineIn(20_000),
  onAttempt: (attempt: ProviderAttempt) => attempts.push(attempt),
});

/** Sends JSON without end, as fast as it is taken, and tells how much of it was. */
function sendForEver(response: ServerResponse, head: Record<string, string> = {}): () => number {
  const piece = Buffer.alloc(MIB, ' ');
  let sent = 0;
  response.writeHead(200, { 'content-type': 'application/json', ...head });
  const send = () => {
    while (!response.destroyed && response.write(piece)) sent += piece.length;
    sent += piece.length;
  };
  response.on('drain', send);
  send();
  return () => sent;
}

describe('an answer past its limit', () => {
  it.each([
    ['ListJobs', 32, () => bot.listJobs(['a'], options())],
    ['DescribeJob', 16, () => bot.describeJob('a', options())],
    ['DownloadRecording', 1, () => bot.downloadRecording('a', options())],
  ] as const)(
    'of %s is read no further than %d MiB, told once and not asked for again',
    async (_what, most, ask) => {
      let sent = () => NaN;
      provider.answerWith((_request, response) => (sent = sendForEver(response)));
      const error = await ask().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(ProviderError);
      expect(error).toMatchObject({
        kind: 'bad_answer',
        code: 'AnswerTooLarge',
        retryable: false,
        httpStatus: 200,
      });
      expect(attempts.map(({ code }) => code)).toEqual(['AnswerTooLarge']);
      expect(provider.received).toHaveLength(1);
      await expect.poll(() => provider.underWay()).toBe(0);
      // What the two ends of the connection hold comes on top.
      expect(sent()).toBeLessThan((most + 32) * MIB);
    },
  );

  it('is not read at all when it tells its length', async () => {
    let sent = () => NaN;
    provider.answerWith((_request, response) => {
      sent = sendForEver(response, { 'content-length': String(100 * MIB), 'x-acs-request-id': 'R-7' });
    });
    await expect(bot.listJobs(['a'], options())).rejects.toMatchObject({
      code: 'AnswerTooLarge',
      requestId: 'R-7',
    });
    await expect.poll(() => provider.underWay()).toBe(0);
    expect(sent()).toBeLessThan(32 * MIB);
  });

  it('leaves the next answers alone', async () => {
    provider.answerWith((request, response, number) => {
      if (number === 1) sendForEver(response);
      else json(response, 200, envelope({ Jobs: [{ JobId: jobIdsOf(request)[0] }] }));
    });
    await expect(bot.listJobs(['a'], options())).rejects.toMatchObject({ code: 'AnswerTooLarge' });
    await expect(bot.listJobs(['b'], options())).resolves.toEqual([{ JobId: 'b' }]);
  });
});

it('99 jobs of 40 turns and one of 10,000 turns fit', async () => {
  const turn = {
    Speaker: 'Robot',
    Script: '您好，这里是客户服务中心。'.repeat(5),
    Timestamp: 1_763_870_410_000,
  };
  const jobOf = (JobId: string, turns: number) => ({
    JobId,
    Tasks: [{ TaskId: JobId, Conversation: Array.from({ length: turns }, () => turn) }],
  });
  provider.answerWith((request, response) => {
    const jobs = jobIdsOf(request).map((id, index) => jobOf(id, index === 0 ? 10_000 : 40));
    json(response, 200, envelope({ Jobs: jobs }));
  });
  const ids = Array.from({ length: 99 }, (_, index) => `j-${index}`);
  const jobs = await bot.listJobs(ids, options());
  expect(jobs.map(({ JobId }) => JobId)).toEqual(ids);
  expect((jobs[0] as unknown as ReturnType<typeof jobOf>).Tasks[0]!.Conversation).toHaveLength(10_000);
});
