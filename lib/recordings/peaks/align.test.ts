import { describe, expect, it } from 'vitest';

import { guessOffset, type TimedSentence } from './align';
import type { Range } from '../sound/types';

/** A call whose turns and pauses are as irregular as they are in life. */
function call(turns: number, seed = 1) {
  let state = seed;
  const random = (from: number, to: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.round(from + ((to - from) * state) / 2_147_483_648);
  };
  const sides: [Range[], Range[]] = [[], []];
  const order: { side: 0 | 1; range: Range }[] = [];
  let at = random(300, 1500);
  for (let turn = 0; turn < turns; turn += 1) {
    const side = (turn % 2) as 0 | 1;
    const range = [at, at + random(600, 7000)] as const;
    sides[side].push(range);
    order.push({ side, range });
    at = range[1] + random(350, 2500);
  }
  return { sides, order, durationMs: at };
}

const told = ({ order }: ReturnType<typeof call>, edge: 'start' | 'end', offset: number, jitter = 0) =>
  order.map(({ side, range }, at): TimedSentence => {
    const exact = edge === 'start' ? range[0] : range[1];
    return { side, atMs: exact - offset + ((at * 7) % 5) * jitter - 2 * jitter };
  });

describe('guessOffset', () => {
  const offsets = [-58_000, -11_350, -900, 0, 250, 4000, 37_450, 59_000];
  it.each(offsets.flatMap((offset) => [['start', offset] as const, ['end', offset] as const]))(
    'finds the %ss of sentences %i ms away',
    (edge, offset) => {
      const spoken = call(24);
      const guess = guessOffset(told(spoken, edge, offset, 60), spoken.sides, spoken.durationMs);
      expect(guess?.edge).toBe(edge);
      expect(Math.abs(guess!.offsetMs - offset)).toBeLessThanOrEqual(100);
    },
  );

  it('finds it in one side that holds both, and with sentences of nobody’s', () => {
    const spoken = call(30, 7);
    const mono = [spoken.order.map(({ range }) => range)];
    const sentences = told(spoken, 'end', -8200).map((sentence, at) =>
      at % 5 ? sentence : { ...sentence, side: null },
    );
    for (const sides of [mono, spoken.sides]) {
      expect(Math.abs(guessOffset(sentences, sides, spoken.durationMs)!.offsetMs + 8200)).toBeLessThanOrEqual(
        50,
      );
    }
  });

  it('guesses although a third of the sentences lie anywhere', () => {
    const spoken = call(40, 3);
    const sentences = told(spoken, 'end', 5000).map((sentence, at) =>
      at % 3 ? sentence : { ...sentence, atMs: sentence.atMs + 1500 },
    );
    expect(guessOffset(sentences, spoken.sides, spoken.durationMs)?.offsetMs).toBe(5000);
  });

  it.each([
    ['too few sentences', told(call(3), 'end', 0), call(3)],
    ['no sentence', [], call(20)],
    ['another call’s sentences', told(call(24, 99), 'end', 0), call(24, 5)],
    ['no speech', told(call(24), 'end', 0), { sides: [[], []], durationMs: 60_000 }],
    ['a sound of nothing', told(call(24), 'end', 0), { sides: [], durationMs: 0 }],
    ['more than a minute away', told(call(24, 4), 'end', 75_000), call(24, 4)],
    ['all at the same time', Array.from({ length: 20 }, () => ({ side: 0 as const, atMs: 0 })), call(20)],
  ])('does not guess from %s', (_what, sentences, { sides, durationMs }) => {
    expect(guessOffset(sentences, sides, durationMs)).toBeNull();
  });

  it('does not guess where every turn is like the other', () => {
    const regular: Range[] = Array.from({ length: 40 }, (_, at) => [at * 4000, at * 4000 + 2000] as const);
    const sentences = regular.map(([, to]): TimedSentence => ({ side: 0, atMs: to + 3000 }));
    expect(guessOffset(sentences.slice(10, 20), [regular, []], 160_000)).toBeNull();
  });
});
