import { SourceMapGenerator } from 'source-map-js';
import { describe, expect, it } from 'vitest';

import { formatFigures, verdictOf } from './report';
import { measureShare, sumNew } from './script-bytes';

describe('the verdict', () => {
  const figure = { name: 'x', unit: 'ms' } as const;
  it.each([
    [{ ...figure, values: [1, 2, 90], most: 2 }, 'PASS'],
    [{ ...figure, values: [1, 3, 90], most: 2 }, 'FAIL'],
    [{ ...figure, values: [94, 95, 100], least: 95 }, 'PASS'],
    [{ ...figure, values: [94, 94, 100], least: 95 }, 'FAIL'],
    [{ ...figure, values: [], most: 2 }, 'FAIL'],
    [{ ...figure, values: [1000] }, ''],
  ])('%o', (given, expected) => {
    expect(verdictOf(given)).toBe(expected);
  });

  it('shows the worst value, which is the lowest where much is asked for', () => {
    const text = formatFigures([
      { name: 'score', unit: 'points', values: [96, 91, 99], least: 95 },
      { name: 'time', unit: 'ms', values: [20, 80, 30], most: 50, note: 'a note' },
    ]);
    expect(text.split('\n').slice(2)).toEqual([
      '| score | 96 points |    91 |    3 |   ≥ 95 | PASS |        |',
      '| time  |     30 ms |    80 |    3 |   ≤ 50 | PASS | a note |',
    ]);
  });
});

describe('the bytes of a script', () => {
  const map = (...marks: [column: number, source: string | null][]) => {
    const generator = new SourceMapGenerator({ file: 'a.js' });
    for (const [column, source] of marks) {
      const generated = { line: 1, column };
      generator.addMapping(
        source === null
          ? { generated }
          : { generated, original: { line: 1, column: 0 }, source: `turbopack:///[project]/${source}` },
      );
    }
    return JSON.parse(generator.toString()) as never;
  };

  it('are ours where the map names a file of app, components or lib', () => {
    const code = 'x'.repeat(100);
    expect(
      measureShare(
        code,
        map([10, 'components/a.tsx'], [40, 'node_modules/react/lib/a.js'], [90, 'lib/b.ts']),
      ),
    ).toBeCloseTo(0.4);
    expect(measureShare(code, map([0, 'app/page.tsx'], [25, null]))).toBeCloseTo(0.25);
    expect(measureShare(code, null)).toBe(0);
  });

  it('count what came later apart', () => {
    const before = new Map([['/a.js', { all: 10, ours: 1 }]]);
    const after = new Map([...before, ['/b.js', { all: 5, ours: 5 }]]);
    expect(sumNew(after)).toEqual({ all: 15, ours: 6 });
    expect(sumNew(after, before)).toEqual({ all: 5, ours: 5 });
  });
});
