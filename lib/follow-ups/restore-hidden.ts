import { HIDDEN_LINK, hiddenSpans, maskText } from '@/lib/values/masking';

/** A part of a stored text that is hidden: where it stands in the masked text, what is shown there, and what is hidden. */
type Hidden = { at: number; shown: string; full: string };

/**
 * The text to store when `typed` was made of the masked form of `stored`: what was hidden is put back where its place
 * was kept. Places are found by the masked form alone, so that nothing typed is ever compared with what is hidden. Each
 * link is put back once, so that the text does not grow by being shown and given back.
 */
export function restoreHidden(typed: string, stored: string): string {
  const hidden = hiddenIn(stored);
  if (hidden.length === 0) return typed;
  const shown = maskText(stored);
  if (typed === shown) return stored;

  // Both begin and end alike: there every place is known, even among places that look the same.
  let start = commonStart(typed, shown);
  let end = commonEnd(typed, shown, start);
  for (const { at, shown: text } of hidden) {
    if (at < start && at + text.length > start) start = at;
    const from = shown.length - end;
    if (at < from && at + text.length > from) end = shown.length - at - text.length;
  }
  const first = hidden.filter(({ at, shown: text }) => at + text.length <= start);
  const last = hidden.filter(({ at }) => at >= shown.length - end);
  const between = hidden.slice(first.length, hidden.length - last.length);
  return (
    putBack(shown.slice(0, start), first) +
    restoreBetween(typed.slice(start, typed.length - end), between, hidden) +
    putBack(
      shown.slice(shown.length - end),
      last.map((part) => ({ ...part, at: part.at - (shown.length - end) })),
    )
  );
}

function hiddenIn(stored: string): Hidden[] {
  let shift = 0;
  return hiddenSpans(stored).map(({ from, to, shown }) => {
    const at = from + shift;
    shift += shown.length - (to - from);
    return { at, shown, full: stored.slice(from, to) };
  });
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let length = 0;
  while (length < most && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}

/** @param parts parts of the very text, at their places */
function putBack(text: string, parts: readonly Hidden[]): string {
  let full = '';
  let from = 0;
  for (const part of parts) {
    full += text.slice(from, part.at) + part.full;
    from = part.at + part.shown.length;
  }
  return full + text.slice(from);
}

/** Where the text was changed: places are told by what is shown in them, in their order. */
function restoreBetween(text: string, between: readonly Hidden[], all: readonly Hidden[]): string {
  const places = placesIn(text, all);
  const unused = new Set(between);
  const chosen = new Map<Hidden, Hidden>();
  for (const [place, part] of longestCommon(places, between)) {
    chosen.set(place, part);
    unused.delete(part);
  }
  for (const place of places) {
    if (chosen.has(place)) continue;
    // Moved to another place; or, a number only, written once more.
    const moved = [...unused].find(({ shown }) => shown === place.shown);
    const alike = all.filter(({ shown }) => shown === place.shown);
    const again =
      place.shown !== HIDDEN_LINK && new Set(alike.map(({ full }) => full)).size === 1 ? alike[0] : undefined;
    const part = moved ?? again;
    if (!part) continue;
    chosen.set(place, part);
    unused.delete(part);
  }
  return putBack(
    text,
    places.flatMap((place) => {
      const part = chosen.get(place);
      return part ? [{ ...place, full: part.full }] : [];
    }),
  );
}

/** Where one of the masked forms stands in a text. */
function placesIn(text: string, parts: readonly Hidden[]): Hidden[] {
  const forms = [...new Set(parts.map(({ shown }) => shown))].sort((a, b) => b.length - a.length);
  const places: Hidden[] = [];
  for (let at = 0; at < text.length;) {
    const shown = forms.find((form) => text.startsWith(form, at));
    if (shown === undefined) at += 1;
    else {
      places.push({ at, shown, full: shown });
      at += shown.length;
    }
  }
  return places;
}

/** The longest list of pairs that look the same and stand in the same order in both. */
function longestCommon(places: readonly Hidden[], parts: readonly Hidden[]): [place: Hidden, part: Hidden][] {
  const width = parts.length + 1;
  const lengths = new Uint16Array((places.length + 1) * width);
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = places.length - 1; i >= 0; i -= 1) {
    for (let j = parts.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        places[i]?.shown === parts[j]?.shown
          ? lengthAt(i + 1, j + 1) + 1
          : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1));
    }
  }
  const pairs: [Hidden, Hidden][] = [];
  let next = 0;
  for (const [i, place] of places.entries()) {
    // Past the parts that a longer list leaves out.
    let j = next;
    while (j < parts.length && parts[j]?.shown !== place.shown) j += 1;
    const part = parts[j];
    if (part && lengthAt(i + 1, j + 1) + 1 >= lengthAt(i + 1, next)) {
      pairs.push([place, part]);
      next = j + 1;
    }
  }
  return pairs;
}
