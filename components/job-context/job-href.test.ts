import { expect, it } from 'vitest';

import { jobHref } from './job-href';

it.each([
  [jobHref(7, 9), '/tasks/7?job=9'],
  [jobHref(7, 9, { place: 'page=2&size=50' }), '/tasks/7?page=2&size=50&job=9'],
  [jobHref(7, 9, { place: '?tab=jobs&job=3&call=a&t=4' }), '/tasks/7?tab=jobs&job=9'],
  [jobHref(7, 9, { callId: 'a b', seconds: 83.24 }), '/tasks/7?job=9&call=a+b&t=83.2'],
])('%s', (href, expected) => {
  expect(href).toBe(expected);
});
