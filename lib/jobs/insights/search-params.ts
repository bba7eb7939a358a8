import { createLoader, createParser, createSerializer, parseAsString } from 'nuqs/server';

import { readDbId } from '@/lib/values/db-id';

/** `/insights?task=54&called=7d`; a period that somebody picked comes as `from` and `to`. */
const params = {
  task: createParser({ parse: readDbId, serialize: String }),
  called: parseAsString.withDefault('30d'),
  from: parseAsString,
  to: parseAsString,
};

export const loadInsights = createLoader(params);
export const serializeInsights = createSerializer({ task: params.task, called: params.called });
