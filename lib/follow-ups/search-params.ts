import { createLoader, createSerializer, parseAsInteger, parseAsStringLiteral } from 'nuqs/server';

import { FOLLOW_UP_LISTS } from './limits';

// `?list=overdue&page=2` of the follow-ups' page.

const params = {
  list: parseAsStringLiteral(FOLLOW_UP_LISTS).withDefault('today'),
  page: parseAsInteger.withDefault(1),
};

export const loadFollowUpSearch = createLoader(params);
export const serializeFollowUpSearch = createSerializer(params);
