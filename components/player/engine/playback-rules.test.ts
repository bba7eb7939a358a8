import { describe, expect, it } from 'vitest';

import { jumpTarget, stepLoop } from './playback-rules';

describe('stepLoop', () => {
  it('sets the beginning, then the end, then takes the loop away', () => {
    const begun = stepLoop(null, 3);
    expect(begun).toEqual({ from: 3, to: null });
    const whole = stepLoop(begun, 5);
    expect(whole).toEqual({ from: 3, to: 5 });
    expect(stepLoop(whole, 4)).toBeNull();
  });
  it('takes an end before the beginning for what was meant', () => {
    expect(stepLoop({ from: 5, to: null }, 3)).toEqual({ from: 3, to: 5 });
  });
  it('makes no loop that is too short to hear', () => {
    expect(stepLoop({ from: 5, to: null }, 5.1)).toBeNull();
  });
});

describe('jumpTarget', () => {
  const loop = { from: 10, to: 12 };
  const silences = [
    [0, 1000],
    [20_000, 30_000],
    [40_000, 40_800],
  ] as const;
  const at = (now: number, rules: Partial<Parameters<typeof jumpTarget>[1]>, before = now - 0.02) =>
    jumpTarget({ before, now }, { loop: null, silences: null, ...rules });

  it('goes back when the end of the loop is passed, and only then', () => {
    expect(at(11.9, { loop })).toBeNull();
    expect(at(12.01, { loop }, 11.99)).toBe(10);
    expect(at(14, { loop }, 13.9)).toBeNull();
    expect(at(12.01, { loop: { from: 10, to: null } }, 11.99)).toBeNull();
  });
  it('goes over silence, and leaves a little of it on both sides', () => {
    expect(at(19, { silences })).toBeNull();
    expect(at(20.1, { silences })).toBeNull();
    expect(at(20.2, { silences })).toBe(29.75);
    expect(at(29.6, { silences })).toBeNull();
    expect(at(20.2, {})).toBeNull();
  });
  it('does not jump for next to nothing', () => {
    expect(at(40.4, { silences })).toBeNull();
    expect(at(40.2, { silences })).toBe(40.55);
  });
  it('goes over the silence that a recording begins with', () => {
    expect(at(0.2, { silences })).toBe(0.75);
    expect(at(0, { silences }, 0)).toBeNull();
  });
  it('lets all of a loop be heard', () => {
    expect(at(20.5, { silences, loop: { from: 15, to: 25 } })).toBeNull();
    expect(at(20.5, { silences, loop: { from: 35, to: null } })).toBe(29.75);
  });
  it('does nothing behind the last silence', () => {
    expect(at(50, { silences })).toBeNull();
  });
});
