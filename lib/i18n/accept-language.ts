import Negotiator from 'negotiator';

/** The languages of an Accept-Language header, the most wanted first; those with `q=0` are not wanted. */
export function acceptedLanguages(header: string | null): string[] {
  return header ? new Negotiator({ headers: { 'accept-language': header } }).languages() : [];
}
