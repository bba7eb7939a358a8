import { previewText } from './masking';

/** Characters that are read of a text for a preview of it: a list weighs so much at most, whatever its rows hold. */
export const PREVIEW_READ_LIMIT = 400;

/** Characters that are shown. */
const LIMITS = { name: 120, sentence: 80, remark: 200, label: 40 };

/** The beginning of a text, masked, as lists show it; no more than `PREVIEW_READ_LIMIT` of it has to be read. */
export function preview(text: string | null, kind: keyof typeof LIMITS): string | null {
  return text === null
    ? null
    : previewText(text.slice(0, PREVIEW_READ_LIMIT), LIMITS[kind], PREVIEW_READ_LIMIT);
}
