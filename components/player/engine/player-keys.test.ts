import { describe, expect, it } from 'vitest';

import { toCommand, type KeyPress } from './player-keys';
import { stepSpeed, toSpeed } from './speeds';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...held,
});

describe('toCommand', () => {
  it.each([
    [press(' '), { type: 'toggle' }],
    [press('ArrowLeft'), { type: 'seekBy', seconds: -5 }],
    [press('ArrowRight'), { type: 'seekBy', seconds: 5 }],
    [press('ArrowLeft', { shiftKey: true }), { type: 'seekBy', seconds: -10 }],
    [press('ArrowDown'), { type: 'job', direction: 1 }],
    [press('ArrowUp'), { type: 'job', direction: -1 }],
    [press('j'), { type: 'job', direction: 1 }],
    // Caps Lock
    [press('K'), { type: 'job', direction: -1 }],
    [press('['), { type: 'speed', direction: -1 }],
    [press('】'), { type: 'speed', direction: 1 }],
    [press('0'), { type: 'seekToTenth', tenth: 0 }],
    [press('9'), { type: 'seekToTenth', tenth: 9 }],
    [press('?', { shiftKey: true }), { type: 'help' }],
    [press('？', { shiftKey: true }), { type: 'help' }],
    [press('/'), { type: 'search' }],
    [press('r'), { type: 'refresh' }],
  ])('%o', (key, command) => expect(toCommand(key, 'none')).toEqual(command));

  it('never fires while somebody types, or an input method composes', () => {
    for (const key of [' ', 'j', '5', '?', 'ArrowLeft', '[']) {
      expect(toCommand(press(key), 'text')).toBeNull();
      expect(toCommand(press(key, { isComposing: true }), 'none')).toBeNull();
    }
  });

  it('leaves the browser its own shortcuts', () => {
    expect(toCommand(press('k', { ctrlKey: true }), 'none')).toBeNull();
    expect(toCommand(press('r', { ctrlKey: true }), 'none')).toBeNull();
    expect(toCommand(press('ArrowLeft', { altKey: true }), 'none')).toBeNull();
    expect(toCommand(press('5', { metaKey: true }), 'none')).toBeNull();
    expect(toCommand(press(' ', { shiftKey: true }), 'none')).toBeNull();
  });

  it('leaves a slider its arrows and a button its Space', () => {
    expect(toCommand(press('ArrowDown'), 'arrows')).toBeNull();
    expect(toCommand(press(' '), 'arrows')).toEqual({ type: 'toggle' });
    expect(toCommand(press(' '), 'press')).toBeNull();
    expect(toCommand(press('j'), 'press')).toEqual({ type: 'job', direction: 1 });
    expect(toCommand(press('ArrowRight'), 'press')).toEqual({ type: 'seekBy', seconds: 5 });
  });

  it('knows no other key', () => {
    for (const key of ['Enter', 'Tab', 'Escape', 'a', 'J'.repeat(2)])
      expect(toCommand(press(key), 'none')).toBeNull();
  });
});

describe('speeds', () => {
  it('steps through the list and stays at its ends', () => {
    expect(stepSpeed(1, 1)).toBe(1.25);
    expect(stepSpeed(1, -1)).toBe(0.75);
    expect(stepSpeed(3, 1)).toBe(3);
    expect(stepSpeed(0.5, -1)).toBe(0.5);
    expect(stepSpeed(1.1, 1)).toBe(1.25);
  });

  it('remembers only a speed that it offers', () => {
    expect(toSpeed('1.5')).toBe(1.5);
    for (const stored of [null, '', '7', 'fast', '-1']) expect(toSpeed(stored)).toBe(1);
  });
});
