import { parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';

import { JOB_GROUP_STATES } from '@/lib/values/job-group-states';

/** The address of the provider's groups: `/tasks/import?q=回访&state=Executing&page=2`. Also loads in the browser. */
export const groupSearchParams = {
  q: parseAsString.withDefault(''),
  state: parseAsStringLiteral(JOB_GROUP_STATES),
  page: parseAsInteger.withDefault(1),
};
