import { z } from 'zod';

const text = z.string().nullable();

const taskSchema = z.object({
  id: z.int(),
  task_name: z.string(),
  organization_id: z.string(),
  create_name_id: text,
  create_name: text,
  create_time: text,
  leads_count: z.int(),
  script_id: text,
  job_group_id: text,
  task_type: z.int(),
  size_desc: z.unknown(),
});

const rowSchema = z.object({
  task_id: z.int(),
  leads_id: text,
  leads_name: text,
  leads_phone: text,
  call_time: text,
  call_job_id: text,
  reference_id: text,
  call_status: text,
  planed_time: text,
  call_task_id: text,
  call_conversation: z.array(z.unknown()).nullable(),
  calling_number: text,
  recording_url: text,
  /** Names one of `leads_follow`. */
  leads_follow_key: text,
  is_interested: z.int().nullable(),
});

const followUpSchema = z.object({
  key: z.string(),
  leads_id: z.string(),
  follow_time: text,
  leads_remark: text,
  new_follow_time: text,
  next_follow_time: text,
  is_arrive: z.int().nullable(),
});

/** The installation's tables as another program had filled them by `at`; times are ISO UTC. */
const demoWorldSchema = z.object({
  at: z.string(),
  organizations: z.array(z.object({ id: z.string(), name: z.string() })).min(1),
  tasks: z.array(taskSchema).min(1),
  leads_task_list: z.array(rowSchema).min(1),
  leads_follow: z.array(followUpSchema),
});
export type DemoWorld = z.infer<typeof demoWorldSchema>;

/**
 * Asks the simulator for its world as it was at a moment.
 * @param controlUrl the control port's address
 */
export async function fetchDemoWorld(controlUrl: string, at: Date): Promise<DemoWorld> {
  const url = new URL('/world', controlUrl);
  url.searchParams.set('at', at.toISOString());
  const response = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (!response.ok) throw new Error(`the simulator answered ${response.status} to GET /world`);
  return demoWorldSchema.parse(await response.json());
}
