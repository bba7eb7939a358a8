import { readFileSync } from 'node:fs';

/** A small sound file beside this one, made for the tests from two synthetic voices. */
export function soundFile(name: string): Buffer {
  return readFileSync(new URL(`./${name}`, import.meta.url));
}

/** A file in pieces of that many bytes. */
export async function* inPieces(file: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

/** Numbers that look like chance and are the same at each run, from 0 up to `below`. */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}
