import { formatDateTime } from '@/lib/i18n/format';

// Date pickers speak of a day and a clock without a zone; here that is always the product's zone, Asia/Shanghai, which
// has kept one offset since 1991.

const DAY_MS = 86_400_000;

/** ISO UTC -> `2026-11-24 10:00:00` */
export function toPicker(iso: string | null): string | null {
  return iso && formatDateTime(iso);
}

/** `2026-11-24 10:00:00` (or without seconds) -> ISO UTC; null for anything else. */
export function fromPicker(text: string | null): string | null {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?::\d\d)?/.exec(text ?? '');
  const time = match ? Date.parse(`${match[1]}T${match[2]}:00+08:00`) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

export type QuickDate = 'inTwoHours' | 'tomorrow' | 'inThreeDays' | 'nextMonday';

/** Times that people choose most, as a picker takes them. */
export function quickDates(now: number): { name: QuickDate; value: string }[] {
  const at = (time: number, clock: string) => `${formatDateTime(time).slice(0, 10)} ${clock}`;
  const half = Math.ceil((now + 2 * 3_600_000) / 1_800_000) * 1_800_000;
  const weekday = new Date(now + 8 * 3_600_000).getUTCDay();
  return [
    { name: 'inTwoHours', value: formatDateTime(half) },
    { name: 'tomorrow', value: at(now + DAY_MS, '10:00:00') },
    { name: 'inThreeDays', value: at(now + 3 * DAY_MS, '10:00:00') },
    { name: 'nextMonday', value: at(now + ((8 - weekday) % 7 || 7) * DAY_MS, '10:00:00') },
  ];
}
