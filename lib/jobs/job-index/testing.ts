import type { TestDatabase } from '@/lib/db/testing';

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
