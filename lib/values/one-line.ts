/** Line and paragraph breaks of every kind, also the control characters that some programs take for one. */
// oxlint-disable-next-line no-control-regex -- these are what it is about
const BREAKS = /[\n\v\f\r\u001C-\u001E\u0085\u2028\u2029]+/g;

/** Marks, embeddings, overrides and isolates that turn the direction of what follows (Unicode, UAX #9). */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** A provider's text as one line that reads in its own order, so that it cannot pass for several. */
export function oneLine(text: string): string {
  return text.replace(DIRECTION_MARKS, '').replace(BREAKS, ' ');
}
