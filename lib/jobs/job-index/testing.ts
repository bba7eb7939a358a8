import type { TestDatabase } from '@/lib/db/testing';

import { stepWords } from '../words/keep-words';
import { stepIndex } from './keep-index';
import { wrongEntries } from './wrong-entries';

/** Has the keeper do all that there is to do now. */
export async function settle({ db }: TestDatabase): Promise<void> {
  for (let step = 0; step < 10_000; step += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one step after another
    const did = await stepIndex(db);
    if (did === 'idle' || did === 'unfit') return;
  }
  throw new Error('the index does not settle');
}

export const wrongs = ({ db }: TestDatabase): Promise<unknown[]> => wrongEntries(db);

/** Has the keepers of index and words do all that there is to do now. */
export async function settleWords(database: TestDatabase): Promise<void> {
  await settle(database);
  for (let step = 0; step < 10_000; step += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one step after another
    if ((await stepWords(database.db)) === 'idle') return;
  }
  throw new Error('the words do not settle');
}
