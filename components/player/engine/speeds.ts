/** The speeds that the player offers, slowest first. Pitch is kept at every one. */
export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** The next speed up or down; at the end of the list it stays. */
export function stepSpeed(current: number, direction: 1 | -1): number {
  const next =
    direction > 0 ? SPEEDS.find((speed) => speed > current) : SPEEDS.findLast((speed) => speed < current);
  return next ?? current;
}

/** A remembered speed, if it is one that the player offers; else 1. */
export function toSpeed(stored: string | null): number {
  return SPEEDS.find((speed) => speed === Number(stored)) ?? 1;
}
