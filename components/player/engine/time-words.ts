/** A moment in a recording as parts of a spoken sentence: `{ unit: 'minutes', minutes: 1, seconds: 23 }`. */
export type TimeWords =
  | { unit: 'seconds'; hours: 0; minutes: 0; seconds: number }
  | { unit: 'minutes'; hours: 0; minutes: number; seconds: number }
  | { unit: 'hours'; hours: number; minutes: number; seconds: number };

/** Splits seconds for a screen reader, which would read "1:23" as a time of day. Fractions are dropped. */
export function toTimeWords(seconds: number): TimeWords {
  const total = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const rest = total % 60;
  if (hours > 0) return { unit: 'hours', hours, minutes, seconds: rest };
  if (minutes > 0) return { unit: 'minutes', hours: 0, minutes, seconds: rest };
  return { unit: 'seconds', hours: 0, minutes: 0, seconds: rest };
}

/** `1:02:03`, `12:05` or `00:42`; rounded down, as a running clock is. */
export function toClock(seconds: number): string {
  const total = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const minutes = String(Math.floor((total % 3600) / 60)).padStart(2, '0');
  const rest = String(total % 60).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${minutes}:${rest}` : `${minutes}:${rest}`;
}
