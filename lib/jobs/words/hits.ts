import { foldText } from '@/lib/values/fold-text';

import type { Sentence } from '../schemas';
import type { PartChoice, SpeakerChoice } from './terms';

// Where in a conversation something was said. Also loads in the browser.

/** One place where the words stand: characters `from` to `to` (exclusive) of sentence `sentence`. */
export type Hit = { sentence: number; from: number; to: number };

export type Wanted = {
  terms: readonly string[];
  by?: SpeakerChoice | undefined;
  part?: PartChoice | undefined;
};

/** The third of the call in which each sentence was stored; by its place among the sentences where times are missing. */
export function thirdsOf(sentences: readonly Pick<Sentence, 'offsetSeconds'>[]): (0 | 1 | 2)[] {
  const offsets = sentences.map(({ offsetSeconds }) => offsetSeconds ?? Number.NaN);
  const first = offsets.reduce((least, offset) => Math.min(least, offset), Infinity);
  const last = offsets.reduce((most, offset) => Math.max(most, offset), -Infinity);
  const share = (index: number) =>
    last > first ? ((offsets[index] ?? 0) - first) / (last - first) : index / sentences.length;
  return sentences.map((_, index) => (share(index) < 1 / 3 ? 0 : share(index) < 2 / 3 ? 1 : 2));
}

/** Every place of one of the terms in the sentences that are asked about, in reading order, none within another. */
export function findTermHits(
  sentences: readonly Pick<Sentence, 'text' | 'speaker' | 'offsetSeconds'>[],
  { terms, by, part }: Wanted,
): Hit[] {
  const thirds = part === undefined ? null : thirdsOf(sentences);
  return sentences.flatMap(({ text, speaker }, sentence) => {
    const isOther = by !== undefined && speaker !== by;
    if (isOther || (thirds && thirds[sentence] !== (part === 'first' ? 0 : 2))) return [];
    return placesIn(foldText(text), terms).map(([from, to]) => ({ sentence, from, to }));
  });
}

function placesIn(folded: string, terms: readonly string[]): [from: number, to: number][] {
  const places: [number, number][] = [];
  for (const term of terms) {
    for (let from = folded.indexOf(term); from !== -1; from = folded.indexOf(term, from + term.length))
      places.push([from, from + term.length]);
  }
  const apart: [number, number][] = [];
  for (const place of places.toSorted(([a, x], [b, y]) => a - b || y - x)) {
    const last = apart.at(-1);
    if (!last || place[0] >= last[1]) apart.push(place);
    else last[1] = Math.max(last[1], place[1]);
  }
  return apart;
}

/** One hit in its sentence, as a list shows it. */
export type WordHit = {
  /** The sentence's number in the conversation, from 0. */
  sentence: number;
  speaker: Sentence['speaker'];
  offsetSeconds: number | null;
  before: string;
  hit: string;
  after: string;
};

export type WordHits = { count: number; first: WordHit[] };

const MOST_SHOWN = 3;
const BEFORE = 18;
const AFTER = 40;

/**
 * The hits of a conversation in context.
 *
 * @param sentences as they are shown: masked before they are cut, so that half a number tells nothing
 */
export function hitsInContext(sentences: readonly Sentence[], wanted: Wanted): WordHits {
  const hits = findTermHits(sentences, wanted);
  const seen = new Set<number>();
  const first: WordHit[] = [];
  for (const { sentence, from, to } of hits) {
    const told = sentences[sentence];
    if (!told || seen.has(sentence) || first.length === MOST_SHOWN) continue;
    seen.add(sentence);
    const { speaker, offsetSeconds, text } = told;
    const start = text.slice(Math.max(0, from - BEFORE), from);
    const end = text.slice(to, to + AFTER);
    first.push({
      ...{ sentence, speaker, offsetSeconds, hit: text.slice(from, to) },
      before: (from > BEFORE ? '…' : '') + start.toWellFormed(),
      after: end.toWellFormed() + (text.length > to + AFTER ? '…' : ''),
    });
  }
  return { count: hits.length, first };
}
