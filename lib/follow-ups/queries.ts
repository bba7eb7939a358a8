import { queryOptions } from '@tanstack/react-query';

import type { GetJson } from '@/lib/values/get-json';

import type { FollowUpTemplate } from './schemas';

/** `GET /api/follow-up-templates`: the person's own phrases. */
export function templatesQuery(getJson: GetJson) {
  return queryOptions({
    queryKey: ['follow-up-templates'] as const,
    queryFn: ({ signal }) =>
      getJson<{ templates: FollowUpTemplate[] }>('/api/follow-up-templates', { signal }),
  });
}
