import { hashKeys, mix } from './random';

/**
 * Ids look like the provider's and carry, scrambled, which job or call they mean, so that the simulator knows every
 * id it ever handed out for a seed without keeping one.
 */
export type JobKey = {
  /** The day (epoch ms of its UTC midnight) that the world with this job was made for. */
  anchor: number;
  taskId: number;
  index: number;
};
export type CallKey = JobKey & { round: number; attempt: number };

const MINUTE = 60_000;
const ROUNDS = 8;

/** A Feistel network over 32-bit words: reversible, and looks random. */
function scramble(input: readonly number[], key: number): number[] {
  const w = [...input];
  for (let round = 0; round < ROUNDS; round++) {
    const first = w.shift()!;
    w.push((first ^ digest(w, key, round)) >>> 0);
  }
  return w;
}

function unscramble(input: readonly number[], key: number): number[] {
  const w = [...input];
  for (let round = ROUNDS - 1; round >= 0; round--) {
    const last = w.pop()!;
    w.unshift((last ^ digest(w, key, round)) >>> 0);
  }
  return w;
}

function digest(rest: readonly number[], key: number, round: number): number {
  let h = mix(key, round);
  for (const word of rest) h = mix(h, word);
  return h;
}

const hex = (words: readonly number[]) => words.map((word) => word.toString(16).padStart(8, '0')).join('');
const words = (text: string) => (text.match(/.{8}/g) ?? []).map((part) => Number.parseInt(part, 16));

/** A UUID-like text that depends on the keys alone, for ids that need not be read back. */
export function uuidOf(seed: number, ...keys: (number | string)[]): string {
  return dashed(hex([0, 1, 2, 3].map((part) => hashKeys(seed, 'uuid', part, ...keys))));
}

function dashed(h: string): string {
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

/** Like `1754361186153-4493-885b-86b85052aae9`: the first group is the job's creation in epoch ms. */
export function jobIdOf(seed: number, key: JobKey, createdAt: number): string {
  const tweak = hashKeys(seed, 'job', Math.floor(createdAt / MINUTE), createdAt % MINUTE);
  const h = hex(scramble([((key.taskId << 16) | key.index) >>> 0, mix(tweak, key.taskId)], tweak));
  const check = hex([mix(tweak, 7)]).slice(4);
  return `${createdAt}-${check}-${h.slice(0, 4)}-${h.slice(4)}`;
}

/** What a job id says; null when this seed never made such an id. */
export function parseJobId(
  seed: number,
  id: string,
): { createdAt: number; taskId: number; index: number } | null {
  const match = /^(\d{13})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/.exec(id);
  if (!match) return null;
  const createdAt = Number(match[1]);
  const tweak = hashKeys(seed, 'job', Math.floor(createdAt / MINUTE), createdAt % MINUTE);
  if (hex([mix(tweak, 7)]).slice(4) !== match[2]) return null;
  const [packed, check] = unscramble(words(match[3]! + match[4]!), tweak);
  const taskId = packed! >>> 16;
  return check === mix(tweak, taskId) ? { createdAt, taskId, index: packed! & 0xffff } : null;
}

/** A call's id (`Jobs[].Tasks[].TaskId`), UUID-like. */
export function callIdOf(seed: number, key: CallKey): string {
  const place = ((key.taskId << 24) | (key.index << 8) | key.attempt) >>> 0;
  const data = [key.anchor / MINUTE, place, key.round];
  return dashed(hex(scramble([...data, hashKeys(seed, 'call', ...data)], hashKeys(seed, 'calls'))));
}

export function parseCallId(seed: number, id: string): CallKey | null {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return null;
  const [minutes, place, round, check] = unscramble(words(id.replaceAll('-', '')), hashKeys(seed, 'calls'));
  if (check !== hashKeys(seed, 'call', minutes!, place!, round!)) return null;
  return {
    anchor: minutes! * MINUTE,
    taskId: place! >>> 24,
    index: (place! >>> 8) & 0xffff,
    attempt: place! & 0xff,
    round: round!,
  };
}
