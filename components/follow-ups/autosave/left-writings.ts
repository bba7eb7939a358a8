/** A follow-up whose job was left before it could be saved. */
export type LeftWriting = {
  rowId: number;
  taskId: number;
  title: string;
  why: 'failed' | 'conflict' | 'tooLong';
};

let left: ReadonlyMap<string, LeftWriting> = new Map();
const listeners = new Set<() => void>();

/** What was left unsaved and is still being tried, or waits for the person; for `useSyncExternalStore`. */
export function getLeft(): ReadonlyMap<string, LeftWriting> {
  return left;
}

export function subscribeToLeft(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Notes a writing as left, or with null as no longer. */
export function setLeft(key: string, writing: LeftWriting | null): void {
  const known = left.get(key);
  if (known?.why === writing?.why) return;
  const next = new Map(left);
  if (writing) next.set(key, writing);
  else next.delete(key);
  left = next;
  for (const listener of listeners) listener();
}
