import type { Workload } from '@/lib/jobs/owners/owners';

export type WorkloadPart = Exclude<keyof Workload, 'done'>;

const FILTERS: Record<WorkloadPart, string> = {
  leads: '',
  overdue: '&follow=overdue&sort=due',
  due: '&follow=due&sort=due',
  today: '&due=today&sort=due',
  fresh: '&follow=none',
};

/** The list that a number counts. @param owner `me` or a person's id */
export function workloadHref(owner: string, part: WorkloadPart): string {
  return `/jobs?owner=${owner}${FILTERS[part]}`;
}
