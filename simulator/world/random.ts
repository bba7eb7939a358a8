/** Mixes a 32-bit value into a 32-bit hash (multiply, xor-shift). */
export function mix(hash: number, value: number): number {
  let h = Math.imul(hash ^ value, 0x9e3779b1);
  h ^= h >>> 15;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit number for a text. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h, text.length);
}

/** A 32-bit number for a list of keys; the same keys give the same number on every machine. */
export function hashKeys(seed: number, ...keys: (number | string)[]): number {
  let h = mix(0x51ab5e1f, seed);
  for (const key of keys) h = mix(h, typeof key === 'number' ? key : hashText(key));
  return h;
}

/** A sequence of pseudo-random numbers that depends on nothing but its keys (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number, ...keys: (number | string)[]) {
    this.state = hashKeys(seed, ...keys);
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)]!;
  }

  /** One of the keys, as often as its weight says. */
  weighted<T extends string>(weights: Readonly<Partial<Record<T, number>>>): T {
    let rest = 0;
    for (const key in weights) rest += weights[key] ?? 0;
    rest *= this.next();
    for (const key in weights) {
      rest -= weights[key] ?? 0;
      if (rest < 0) return key;
    }
    throw new RangeError('there is nothing to choose from');
  }
}
