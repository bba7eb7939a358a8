import type { Hit } from '@/lib/jobs/words/hits';
import { foldText } from '@/lib/values/fold-text';

export type { Hit };

/** Every place of `query` in the sentences, in reading order; without regard to case and width of letters. */
export function findHits(sentences: readonly { text: string }[], query: string): Hit[] {
  const wanted = foldText(query.trim());
  if (wanted === '') return [];
  const hits: Hit[] = [];
  sentences.forEach(({ text }, sentence) => {
    const folded = foldText(text);
    let from = folded.indexOf(wanted);
    while (from !== -1) {
      hits.push({ sentence, from, to: from + wanted.length });
      from = folded.indexOf(wanted, from + wanted.length);
    }
  });
  return hits;
}

/** The next hit in a direction, round the ends; -1 when there is none. */
export function stepHit(current: number, count: number, direction: 1 | -1): number {
  if (count === 0) return -1;
  if (current < 0) return direction > 0 ? 0 : count - 1;
  return (current + direction + count) % count;
}

export type Piece = { text: string; hit: number | null };

/** Cuts a sentence at its hits; `hit` is the hit's number in the whole conversation. */
export function cutAtHits(text: string, hits: readonly (Hit & { number: number })[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to, number } of hits) {
    if (from > at) pieces.push({ text: text.slice(at, from), hit: null });
    pieces.push({ text: text.slice(from, to), hit: number });
    at = to;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), hit: null });
  return pieces;
}
