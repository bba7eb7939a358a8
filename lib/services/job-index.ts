import 'server-only';

import { database } from '@/lib/db/client';
import { keepIndex } from '@/lib/jobs/job-index/keep-index';
import { keepWords, stepWords } from '@/lib/jobs/words/keep-words';
import { logger } from '@/lib/observability/logger';

import { inBackground } from './background';

/** Keeps the index of jobs in step until `stop` aborts. Every process may: they take turns. */
export function keepJobIndex(stop: AbortSignal): Promise<void> {
  return keepIndex(database('background'), {
    signal: stop,
    onError: (err) => logger().warn({ err }, 'the index of jobs could not be kept; it is tried again'),
  });
}

/** Keeps what is found by words in step until `stop` aborts, as `keepJobIndex` does the index. */
export function keepJobWords(stop: AbortSignal): Promise<void> {
  return keepWords(database('background'), {
    signal: stop,
    onError: (err) =>
      logger().warn({ err }, 'the words of conversations could not be kept; it is tried again'),
  });
}

let isWriting = false;

/** Writes the words that a refresh has just noted, so that they are found at once; the keeper does what is left. */
export function writeWordsSoon(): void {
  if (isWriting) return;
  isWriting = true;
  inBackground('words could not be written', async () => {
    try {
      for (let step = 0; step < STEPS_AT_ONCE; step += 1) {
        // oxlint-disable-next-line no-await-in-loop -- one step after another
        if ((await stepWords(database('background'))) !== 'worked') return;
      }
    } finally {
      isWriting = false;
    }
  });
}

const STEPS_AT_ONCE = 10;
