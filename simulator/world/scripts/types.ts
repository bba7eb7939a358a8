import type { Random } from '../random';

/** A subject of the dialogue: what the robot asks, what customers answer, what the robot says to it. */
export type Topic = { ask: readonly string[]; replies: readonly string[]; acknowledge?: readonly string[] };

/**
 * A robot's dialogue. `{…}` are slots: the script's own, filled once for each job, and 称呼, 姓名, 坐席, 日期 and 时段,
 * which every job has.
 */
export type Script = {
  name: string;
  slots: Readonly<Record<string, (random: Random) => string>>;
  greetings: readonly string[];
  topics: readonly Topic[];
  /** Asked by customers, with the robot's answer. */
  questions: readonly (readonly [string, string])[];
  farewells: readonly string[];
  /** Labels filled after the call. */
  summary: Readonly<Record<string, readonly string[]>>;
};

export const oneOf =
  (...values: string[]) =>
  (random: Random): string =>
    random.pick(values);

export const number =
  (min: number, max: number, step = 1) =>
  (random: Random): string =>
    String(min + step * random.int(0, Math.floor((max - min) / step)));
