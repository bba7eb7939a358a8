/**
 * Hides the middle of a phone number: `13812348000` -> `138****8000`, `057126883106` -> `0571****3106`. Whatever is
 * too short to keep both ends is hidden whole.
 */
export function maskNumber(number: string): string {
  const match = /^(\+?86[- ]?)?(.*)$/s.exec(number.trim());
  const prefix = match?.[1] ?? '';
  const local = match?.[2] ?? '';
  const digits = local.replaceAll(/\D/g, '');
  if (local.includes('*')) return number;
  if (digits.length < 7) return '****';
  const head = digits.startsWith('0') && digits.length > 10 ? 4 : 3;
  return `${prefix}${digits.slice(0, head)}****${digits.slice(-4)}`;
}

export function maskNumberOrNull(number: string | null | undefined): string | null {
  return number ? maskNumber(number) : null;
}

/** A mainland mobile number standing alone, with or without its country code. */
const MOBILE = /(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9][0-9]{9}(?![0-9A-Za-z])/g;
/** A signed address of an object store: whoever holds it can fetch the object. */
const SIGNED_LINK = /https?:\/\/[^\s"'<>]*[?&](?:OSSAccessKeyId|Signature|x-oss-[a-z-]+)=[^\s"'<>]*/gi;
const NUMBER_FIELD = /^(?:phone_?number|calling_?numbers?|called_?numbers?|leads_phone)$/i;

/**
 * A copy of a JSON value that holds no full phone number and no signed link: number fields are masked, and so is every
 * mainland mobile number and every one of `known` wherever it stands in a text.
 */
export function maskJson<T>(value: T, known: Iterable<string | null | undefined> = []): T {
  const numbers = [...new Set(known)].filter((number): number is string => !!number && number.length >= 7);
  const maskText = (text: string): string => {
    let masked = text.replace(SIGNED_LINK, '[link]').replace(MOBILE, maskNumber);
    for (const number of numbers) masked = masked.replaceAll(number, maskNumber(number));
    return masked;
  };
  const walk = (item: unknown, key: string): unknown => {
    if (typeof item === 'string') return NUMBER_FIELD.test(key) && item ? maskNumber(item) : maskText(item);
    if (typeof item === 'number' && NUMBER_FIELD.test(key)) return maskNumber(String(item));
    if (Array.isArray(item)) return item.map((element) => walk(element, key));
    if (typeof item === 'object' && item !== null) {
      return Object.fromEntries(Object.entries(item).map(([name, member]) => [name, walk(member, name)]));
    }
    return item;
  };
  return walk(value, '') as T;
}

/** The parts of a text that `maskJson` would hide, in their order, each with what is shown in its place. */
export function hiddenParts(
  text: string,
  known: Iterable<string | null | undefined> = [],
): { full: string; shown: string }[] {
  const parts: { at: number; full: string; shown: string }[] = [];
  const add = (at: number, full: string, shown: string) => {
    if (
      full !== shown &&
      !parts.some((part) => at < part.at + part.full.length && part.at < at + full.length)
    )
      parts.push({ at, full, shown });
  };
  for (const match of text.matchAll(SIGNED_LINK)) add(match.index, match[0], '[link]');
  for (const match of text.matchAll(MOBILE)) add(match.index, match[0], maskNumber(match[0]));
  for (const number of known) {
    if (!number || number.length < 7) continue;
    for (let at = text.indexOf(number); at >= 0; at = text.indexOf(number, at + number.length))
      add(at, number, maskNumber(number));
  }
  return parts.sort((a, b) => a.at - b.at).map(({ full, shown }) => ({ full, shown }));
}

/** Every phone number that a provider's job names in a number field. */
export function numbersOf(value: unknown): Set<string> {
  const found = new Set<string>();
  const walk = (item: unknown, key: string): void => {
    if (typeof item === 'string' && NUMBER_FIELD.test(key)) found.add(item);
    else if (Array.isArray(item)) for (const element of item) walk(element, key);
    else if (typeof item === 'object' && item !== null) {
      for (const [name, member] of Object.entries(item)) walk(member, name);
    }
  };
  walk(value, '');
  return found;
}
