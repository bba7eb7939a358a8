/** When sentences begin, in order of time: `starts[i]` seconds is the beginning of sentence `indexes[i]`. */
export type Timing = { starts: number[]; indexes: number[] };

/**
 * The beginnings of a conversation's sentences. Those without a time are left out; sentences that the provider stored
 * out of order are put in order, and of two with the same second the later one in the list counts as later.
 */
export function toTiming(sentenceStarts: readonly (number | null)[]): Timing {
  const known = sentenceStarts.flatMap((start, index) =>
    start !== null && Number.isFinite(start) ? [{ start: Math.max(0, start), index }] : [],
  );
  known.sort((a, b) => a.start - b.start || a.index - b.index);
  return { starts: known.map(({ start }) => start), indexes: known.map(({ index }) => index) };
}

/** The sentence being said at a second of the recording, or -1 before the first one. Binary search. */
export function activeSentence({ starts, indexes }: Timing, seconds: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? Infinity) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? -1 : (indexes[low - 1] ?? -1);
}
