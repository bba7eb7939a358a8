import { describe, expect, it } from 'vitest';

import { cssVariablesResolver, SURFACES, theme, TONES, type Tone } from './theme';

/** Relative luminance and contrast ratio: WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(hex.slice(start, start + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(['light', 'dark'] as const)('contrast in the %s scheme', (scheme) => {
  const surface = SURFACES[scheme];
  const variables: Record<string, string | undefined> = cssVariablesResolver(theme as never)[scheme];

  it.each(Object.keys(TONES[scheme]) as Tone[])('%s: words reach 4.5, marks reach 3', (tone) => {
    const { fg, bg, solid } = TONES[scheme][tone];
    for (const ground of [bg, surface.body, surface.subtle, surface.hover]) {
      expect(contrast(fg, ground), `${fg} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
    for (const ground of [surface.body, surface.subtle]) {
      expect(contrast(solid, ground), `${solid} on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });

  it('words of the page, quiet words and links reach 4.5 wherever they stand', () => {
    for (const ground of [surface.body, surface.subtle, surface.hover]) {
      for (const text of [surface.text, surface.dimmed, surface.anchor]) {
        expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('what a refresh changed can be read on its marked row', () => {
    const row = variables['--cb-change-row'] ?? '';
    for (const name of ['--cb-change-old', '--cb-change-new']) {
      expect(contrast(variables[name] ?? '', row), name).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(variables['--cb-change-edge'] ?? '', row)).toBeGreaterThanOrEqual(3);
  });
});

it('the accent carries white words', () => {
  expect(contrast(theme.colors?.accent?.[6] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5);
});
