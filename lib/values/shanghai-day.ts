const DAY_MS = 86_400_000;
/** Asia/Shanghai has kept one offset since 1991. */
const SHANGHAI_MS = 8 * 3_600_000;

/** The day of Asia/Shanghai that holds a moment: from its midnight to the next one. */
export function shanghaiDay(now: Date): { start: Date; end: Date } {
  const start = Math.floor((now.getTime() + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS;
  return { start: new Date(start), end: new Date(start + DAY_MS) };
}
