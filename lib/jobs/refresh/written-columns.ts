import { type SQL, sql } from 'drizzle-orm';

import { asTime, isoUtc } from '@/lib/db/columns';
import type { RefreshedField } from '@/lib/receipts/schemas';

/**
 * A column of `leads_task_list` that a refresh writes. The statement that compares and writes is made from these
 * (compare-and-write.ts): a row `v` of the provider's answer, the row `t` that it meets, and what was read of both as
 * `old_…` and `new_…`, with `has_call` (the answer names a call) and `same_call` (the one that the row holds).
 */
export type WrittenColumn = {
  field: RefreshedField;
  /** As the answer brings it. JSON travels as text. */
  sentAs: 'text' | 'timestamptz';
  /** The stored value, whatever the installation's type for it is; null: none. */
  old: SQL;
  /** The provider's value; null: none. */
  new: SQL;
  /** Whether the new value is written, out of `old_…` and `new_…`. */
  differs: SQL;
  /** What is assigned, out of `d.<field>` (it differs), `d.new_…` and `t.<field>`, in the column's own type. */
  assigned: SQL;
  /** The value of a receipt's change, out of `old_…` or `new_…`. */
  told: (value: SQL) => SQL;
};

/** While the call is the same, no value means nothing new; another call replaces every call column. */
const ofCall = (field: RefreshedField, differs: SQL): SQL =>
  sql`has_call and (${newValue(field)} is not null or not same_call) and ${differs}`;

export const oldValue = (field: RefreshedField): SQL => sql.raw(`old_${field}`);
export const newValue = (field: RefreshedField): SQL => sql.raw(`new_${field}`);
const column = (row: 't' | 'v' | 'd', field: string): SQL => sql.raw(`${row}.${field}`);

function textColumn(field: RefreshedField, differs: SQL): WrittenColumn {
  return {
    field,
    sentAs: 'text',
    old: sql`nullif(${column('t', field)}::text, '')`,
    new: column('v', field),
    differs,
    assigned: sql`callboard.text_if(${column('d', field)}, ${column('d', `new_${field}`)}, ${column('t', field)})`,
    told: (value) => value,
  };
}

function timeColumn(field: RefreshedField): WrittenColumn {
  const [before, now] = [oldValue(field), newValue(field)];
  return {
    field,
    sentAs: 'timestamptz',
    old: asTime(column('t', field)),
    new: column('v', field),
    // Other programs keep whole seconds.
    differs: ofCall(
      field,
      sql`coalesce(abs(extract(epoch from ${now} - ${before})) >= 1, (${now} is null) <> (${before} is null))`,
    ),
    assigned: sql`callboard.time_if(${column('d', field)}, ${column('d', `new_${field}`)}, ${column('t', field)}, 'leads_task_list', ${sql.raw(`'${field}'`)})`,
    told: isoUtc,
  };
}

/** A conversation that the row's version is known to hold (`v.conversation_in`) is neither sent nor read. */
function conversationColumn(field: RefreshedField): WrittenColumn {
  const [before, now] = [oldValue(field), newValue(field)];
  const isUnknown = sql`v.conversation_in is null`;
  return {
    field,
    sentAs: 'text',
    old: sql`case when ${isUnknown} then callboard.as_jsonb(${column('t', field)}) end`,
    new: sql`${column('v', field)}::jsonb`,
    differs: ofCall(
      field,
      sql`conversation_in is null and case when ${now} is null then coalesce(spelled not in ('', '[]', 'null'), false)
        else ${now} is distinct from ${before} end`,
    ),
    assigned: sql`callboard.json_if(${column('d', field)}, ${column('d', `new_${field}`)}, ${column('t', field)})`,
    told: (value) =>
      sql`case when jsonb_typeof(${value}) = 'array' then jsonb_build_object('turns', jsonb_array_length(${value})) end`,
  };
}

/** How the stored conversation is spelled where the answer has none: what is no JSON, too, gives way to another call. */
export const SPELLED_CONVERSATION = sql`case when v.call_conversation is null and v.conversation_in is null
  then t.call_conversation::text end as spelled`;

/** Whether two links lead to the same recording: their signatures change all the time. */
const namesAnotherObject = (field: RefreshedField): SQL =>
  sql`callboard.recording_object(${newValue(field)}) is distinct from callboard.recording_object(${oldValue(field)})`;
const isAnotherText = (field: RefreshedField): SQL =>
  sql`${newValue(field)} is distinct from ${oldValue(field)}`;

/** In the order of a receipt's changes. */
export const WRITTEN_COLUMNS: readonly WrittenColumn[] = [
  textColumn('call_status', sql`new_call_status is not null and ${isAnotherText('call_status')}`),
  timeColumn('planed_time'),
  textColumn('call_task_id', sql`has_call and not same_call`),
  conversationColumn('call_conversation'),
  textColumn('calling_number', ofCall('calling_number', isAnotherText('calling_number'))),
  textColumn('recording_url', ofCall('recording_url', namesAnotherObject('recording_url'))),
];
