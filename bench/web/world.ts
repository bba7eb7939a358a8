import type { ProviderJob } from '@/lib/outboundbot/types';

import { openBenchDatabase, type BenchDatabase } from '../database';
import { benchJob, TURNS } from '../jobs';

/** Rows of the task's page that is measured. */
export const PAGE_ROWS = 99;
export const HOUR_SECONDS = 3600;
/** Sentences of the transcript that follows the sound. */
export const LONG_SENTENCES = 2000;

/** Rows of the page, counted from 1, with a recording of an hour: one said little in, one a lot. */
const HOUR_JOB = 2;
const LONG_JOB = 3;

export type World = BenchDatabase & {
  /** The row with a recording of an hour. */
  hourRow: number;
  /** The row with a recording of an hour and 2,000 sentences. */
  longRow: number;
  /** Rows with a recording of a minute, in the page's order. */
  minuteRows: number[];
};

/** Fills database and simulator with a task of 5,000 jobs whose first two pages have been called and heard. */
export async function makeWorld(databaseUrl: string, controlUrl: string): Promise<World> {
  const bench = await openBenchDatabase(databaseUrl);
  const jobs = Array.from({ length: 2 * PAGE_ROWS }, (_, at) => benchJob(at + 1, 'b'));
  const recordings = Object.fromEntries(
    [
      [HOUR_JOB, TURNS * 20],
      [LONG_JOB, LONG_SENTENCES],
    ].map(([place, sentences]) => {
      const call = stretch(jobs[place! - 1]!, sentences!);
      return [call, { seconds: HOUR_SECONDS, segments: segmentsOf(sentences!) }];
    }),
  );
  const response = await fetch(`${controlUrl}/jobs`, {
    method: 'POST',
    body: JSON.stringify({ jobs, recordings }),
  });
  if (!response.ok) throw new Error(`the simulator refused the jobs: ${await response.text()}`);
  const { rowIds } = bench;
  return {
    ...bench,
    hourRow: rowIds[HOUR_JOB - 1]!,
    longRow: rowIds[LONG_JOB - 1]!,
    minuteRows: rowIds.slice(LONG_JOB, PAGE_ROWS),
  };
}

type WireCall = {
  TaskId: string;
  ActualTime: number;
  Duration: number;
  Conversation: Record<string, unknown>[];
};

/** Makes the latest call of a job last an hour, with so many sentences; the answer is the call's id. */
function stretch(job: ProviderJob, sentences: number): string {
  const call = (job.Tasks as WireCall[]).at(-1)!;
  const words = call.Conversation;
  call.Duration = HOUR_SECONDS * 1000;
  call.Conversation = segmentsOf(sentences).map(({ speaker, to }, at) => ({
    Speaker: speaker,
    Script: words[at % words.length]!.Script,
    Timestamp: call.ActualTime + to * 1000,
  }));
  return call.TaskId;
}

/** Who speaks when, in seconds: turn by turn over the hour, with a short silence after each. */
function segmentsOf(sentences: number): { speaker: 'Robot' | 'Contact'; from: number; to: number }[] {
  const step = HOUR_SECONDS / sentences;
  return Array.from({ length: sentences }, (_, at) => ({
    speaker: at % 2 === 0 ? 'Robot' : 'Contact',
    from: at * step,
    to: (at + 0.85) * step,
  }));
}
