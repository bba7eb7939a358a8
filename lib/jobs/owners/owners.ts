// Apart from the schema, so that what the browser loads does without zod.

/** People that share leads in one go, and rows that are named one by one. */
export const MOST_PEOPLE = 50;
export const MOST_ROWS = 500;
/** Rows of a filter that are assigned in one go. */
export const MOST_ASSIGNED = 100_000;

export type Colleague = { id: string; name: string; role: string };

/** A person's leads, those of them that are overdue, due from today on, due today and without a follow-up, and how many were done today. */
export type Workload = {
  leads: number;
  overdue: number;
  due: number;
  today: number;
  fresh: number;
  done: number;
};

/** `POST /api/lead-owners`: how many rows have another owner now, and how many of them each person got. */
export type AssignAnswer = {
  matched: number;
  changed: number;
  people: { id: string; name: string; count: number }[];
};
