'use client';

import type { JobsAddress } from '@/components/jobs-table/use-jobs-address';
import { onDemand } from '@/lib/browser/on-demand';
import type { TaskScope } from '@/lib/jobs/list/queries';

import classes from './insights.module.css';

const [SummaryLine] = onDemand(() => import('./summary-line').then((module) => module.SummaryLine));

/** What the list's filters come to, above the list; its place is kept until its code and its figures are there. */
export function JobsSummary(props: { taskId: TaskScope; address: JobsAddress }) {
  return (
    <div className={classes.slot}>
      <SummaryLine {...props} />
    </div>
  );
}
