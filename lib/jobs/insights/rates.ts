import { type SQL, sql } from 'drizzle-orm';

import { texts } from '@/lib/db/columns';
import { DIALLED_GROUPS, resultsOf } from '@/lib/values/provider-words';

// The connect rate as SQL, as `tellsOf` (lib/values/provider-words.ts) has it.

const NOT_ANSWERED = DIALLED_GROUPS.filter((group) => group !== 'connected').flatMap(resultsOf);

type Told = { result: SQL; status: SQL };

/** Whether the call was answered. */
export const isConnected = ({ result, status }: Told): SQL =>
  sql`(starts_with(${result}, 'Succeeded') or (${result} = '' and ${status} = 'Succeeded'))`;
/** Whether the call was dialled and has ended. */
export const isDialled = ({ result, status }: Told): SQL =>
  sql`(${isConnected({ result, status })} or ${result} = any(${texts(NOT_ANSWERED)})
    or (${result} = '' and ${status} = 'Failed'))`;
