/** The part of an object that an answer holds. */
export type ContentRange = { start: number; end: number; total: number | null };

/** One range in bytes; several would come as multipart, which is no sound. */
export function isSingleRange(range: string): boolean {
  return /^bytes=(\d+-\d*|-\d+)$/.test(range);
}

/** Reads `Content-Range`; null for one that makes no sense. */
export function readContentRange(header: string | null): ContentRange | null {
  const [, first, last, all] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined) return null;
  const [start, end] = [Number(first), Number(last)];
  const total = all === '*' ? null : Number(all);
  if (!Number.isSafeInteger(end) || end < start || (total !== null && end >= total)) return null;
  return { start, end, total };
}

/** Whether a part is the one that was asked for, or its beginning. */
export function answersRange(range: string, { start, end, total }: ContentRange): boolean {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (from === '') return total === null || (start === Math.max(0, total - Number(to)) && end === total - 1);
  return start === Number(from) && (to === '' || end <= Number(to));
}
