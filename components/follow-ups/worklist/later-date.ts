import { fromPicker, toPicker } from '../editor/shanghai-time';

const DAY_MS = 86_400_000;

/**
 * So many days from now, at the clock time that was planned before, or at ten.
 * @param planned ISO UTC
 * @returns ISO UTC
 */
export function laterDate(planned: string | null, days: number, now: number): string | null {
  const day = toPicker(new Date(now + days * DAY_MS).toISOString())?.slice(0, 10) ?? '';
  const clock = toPicker(planned)?.slice(11, 16) ?? '10:00';
  return fromPicker(`${day} ${clock}`);
}
