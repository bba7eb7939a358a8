import { createStore } from '@/lib/browser/store';
import type { DbId } from '@/lib/values/db-id';

/** A follow-up whose job was left with something still to be done about it. */
export type LeftWriting = {
  rowId: DbId;
  taskId: DbId;
  title: string;
  why: 'failed' | 'conflict' | 'tooLong' | 'noNext';
};

/** What was left and is still being tried, or waits for the person, by its writing's key. */
export const leftWritings = createStore<ReadonlyMap<string, LeftWriting>>(new Map());

/** Notes a writing as left, or with null as no longer. */
export function setLeft(key: string, writing: LeftWriting | null): void {
  leftWritings.set((left) => {
    if (left.get(key)?.why === writing?.why) return left;
    const next = new Map(left);
    if (writing) next.set(key, writing);
    else next.delete(key);
    return next;
  });
}
