import { describe, expect, it } from 'vitest';

import { barHeights, barsPath, decodePeaks, fullHeightLevel, levelsOf } from './wave-bars';

const encode = (bytes: number[]) => Buffer.from(Int8Array.from(bytes).buffer).toString('base64');

describe('decodePeaks', () => {
  it('gives back signed bytes', () => {
    expect([...decodePeaks(encode([-127, 127, -1, 0, 5]))]).toEqual([-127, 127, -1, 0, 5]);
    expect(decodePeaks('')).toHaveLength(0);
  });
});

describe('levelsOf', () => {
  const stereo = Int8Array.from([-10, 4, -2, 90, -3, 3, -100, 7]);
  it('takes the louder of minimum and maximum, side by side', () => {
    expect([...levelsOf(stereo, 2, 'left')]).toEqual([10, 3]);
    expect([...levelsOf(stereo, 2, 'right')]).toEqual([90, 100]);
  });
  it('has one side for mono, whichever is asked for', () => {
    expect([...levelsOf(stereo, 1, 'right')]).toEqual([10, 90, 3, 100]);
  });
});

describe('fullHeightLevel', () => {
  it('is the loud part of the speech, and silence does not count', () => {
    expect(fullHeightLevel([Uint8Array.from([0, 0, 0, 0, 60, 60]), new Uint8Array(100)])).toBe(60);
  });
  it('does not draw noise as speech, nor fail on silence', () => {
    expect(fullHeightLevel([Uint8Array.from([1, 1, 1])])).toBeCloseTo(127 / 8);
    expect(fullHeightLevel([new Uint8Array(9)])).toBe(127);
    expect(fullHeightLevel([])).toBe(127);
  });
});

describe('barHeights', () => {
  it('shows the loudest stretch under each bar', () => {
    const bars = barHeights(Uint8Array.from([0, 100, 0, 0, 0, 50, 0, 0]), 4, 100);
    expect(bars[0]).toBe(1);
    expect(bars[1]).toBe(0);
    expect(bars[2]).toBeCloseTo(0.5 ** 0.7);
    expect(bars[3]).toBe(0);
  });
  it('repeats stretches when there are fewer of them than bars', () => {
    expect([...barHeights(Uint8Array.from([100, 0]), 4, 100)]).toEqual([1, 1, 0, 0]);
  });
  it('is empty for no width and flat for no sound', () => {
    expect(barHeights(Uint8Array.from([1]), 0, 100)).toHaveLength(0);
    expect([...barHeights(new Uint8Array(0), 2, 100)]).toEqual([0, 0]);
  });
});

describe('barsPath', () => {
  it('draws a bar for each height, around the middle, never thinner than a line', () => {
    const path = barsPath(Float32Array.from([1, 0]), { pitch: 3, width: 2, height: 20 });
    expect(path).toBe('M0 0h2v20h-2zM3 9.5h2v1h-2z');
  });
});
