import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';

import type { FollowUpTemplate } from './schemas';

/** `GET /api/follow-up-templates`: the team's phrases and the person's own. */
export function templatesQuery(getJson: GetJson) {
  return queryOptions({
    queryKey: ['follow-up-templates'] as const,
    queryFn: ({ signal }) =>
      getJson<{ templates: FollowUpTemplate[] }>('/api/follow-up-templates', { signal }),
  });
}
