import {
  createTheme,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';

import type { CallResultGroup, CallStatus } from '@/lib/values/provider-words';
import type { Verdict } from '@/lib/receipts/schemas';

/**
 * The whole look in one file. Greys carry the page, one accent carries what can be done, and the tones below are kept
 * for status and change. `theme.test.ts` computes their contrast: text AA (4.5), marks 3.0, in both schemes.
 */
export type Tone = 'slate' | 'stone' | 'violet' | 'blue' | 'green' | 'amber' | 'red';
/** `fg`: words on `bg` or on the page; `bg`: a quiet surface; `solid`: dots, bars and edges. */
export type TonePart = 'fg' | 'bg' | 'solid';

export const TONES: Record<'light' | 'dark', Record<Tone, Record<TonePart, string>>> = {
  light: {
    slate: { fg: '#475569', bg: '#f0f3f7', solid: '#8090a7' },
    stone: { fg: '#57534e', bg: '#f3f1ee', solid: '#8f867d' },
    violet: { fg: '#6d28d9', bg: '#f4f0ff', solid: '#9b7bf0' },
    blue: { fg: '#1d4ed8', bg: '#edf3ff', solid: '#3b7ff0' },
    green: { fg: '#146c39', bg: '#eaf8ef', solid: '#22a05b' },
    amber: { fg: '#8a4b08', bg: '#fff4e0', solid: '#c67a0c' },
    red: { fg: '#b3191d', bg: '#fdeeee', solid: '#e5484d' },
  },
  dark: {
    slate: { fg: '#b4c0d0', bg: '#20262e', solid: '#64748b' },
    stone: { fg: '#c8c2bb', bg: '#272523', solid: '#7d756d' },
    violet: { fg: '#c4b0fd', bg: '#261d3f', solid: '#8b5cf6' },
    blue: { fg: '#93bbfd', bg: '#14243f', solid: '#3b82f6' },
    green: { fg: '#7fdba0', bg: '#11281a', solid: '#2c9f5d' },
    amber: { fg: '#f2c06a', bg: '#30230e', solid: '#cb8a22' },
    red: { fg: '#fca5a5', bg: '#361819', solid: '#e5484d' },
  },
};

export const SURFACES = {
  light: {
    body: '#ffffff',
    subtle: '#fafafa',
    hover: '#f4f4f5',
    border: '#e4e4e7',
    controlBorder: '#d4d4d8',
    text: '#18181b',
    dimmed: '#62626b',
    anchor: '#4338ca',
  },
  dark: {
    body: '#0f1011',
    subtle: '#151617',
    hover: '#1c1d20',
    border: '#27282c',
    controlBorder: '#383a40',
    text: '#ececee',
    dimmed: '#a0a1a9',
    anchor: '#a5b4fc',
  },
} as const;

export const CALL_STATUS_TONES: Record<CallStatus, Tone> = {
  Scheduling: 'slate',
  Executing: 'blue',
  Succeeded: 'green',
  Failed: 'red',
  Paused: 'amber',
  Cancelled: 'stone',
  Drafted: 'violet',
};

export const CALL_RESULT_TONES: Record<CallResultGroup, Tone> = {
  live: 'blue',
  connected: 'green',
  not_connected: 'amber',
  never_dialled: 'stone',
  failed: 'red',
};

export const VERDICT_TONES: Record<Verdict, Tone> = {
  updated: 'blue',
  unchanged: 'green',
  not_returned: 'amber',
  superseded: 'slate',
  invalid: 'red',
};

/** The CSS variable of a tone, for `style` and SVG: `var(--cb-blue-fg)`. */
export function toneVar(tone: Tone, part: TonePart): string {
  return `var(--cb-${tone}-${part})`;
}

const accent: MantineColorsTuple = [
  '#eef2ff',
  '#e0e7ff',
  '#c7d2fe',
  '#a5b4fc',
  '#818cf8',
  '#6366f1',
  '#4f46e5',
  '#4338ca',
  '#3730a3',
  '#312e81',
];

const gray: MantineColorsTuple = [
  '#fafafa',
  '#f4f4f5',
  '#ececee',
  '#e4e4e7',
  '#d4d4d8',
  '#a1a1aa',
  '#71717a',
  '#52525b',
  '#3f3f46',
  '#27272a',
];

const dark: MantineColorsTuple = [
  '#ececee',
  '#c9cacf',
  '#a0a1a9',
  '#74757d',
  '#383a40',
  '#27282c',
  '#1c1d20',
  '#151617',
  '#0f1011',
  '#0a0a0b',
];

/**
 * Chinese by the reader's own system; Latin letters and digits by Inter, whose figures align in columns, and so the
 * quotes and dots of an English page.
 */
const fontFamily =
  "var(--font-latin), var(--font-latin-marks, var(--font-latin)), 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', system-ui, sans-serif";

const controlVars = (size: unknown) => (size === undefined || size === 'sm' ? '2rem' : null);

export const theme: MantineThemeOverride = createTheme({
  colors: { accent, gray, dark },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  black: SURFACES.light.text,
  fontFamily,
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '3px', sm: '5px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  headings: {
    fontFamily,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.125rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.5' },
    },
  },
  shadows: {
    xs: '0 1px 2px rgb(0 0 0 / 5%)',
    sm: '0 1px 3px rgb(0 0 0 / 7%)',
    md: '0 4px 16px rgb(0 0 0 / 9%)',
    lg: '0 8px 24px rgb(0 0 0 / 11%)',
    xl: '0 12px 40px rgb(0 0 0 / 14%)',
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: {
      defaultProps: { size: 'sm' },
      styles: { root: { fontWeight: 500 } },
      vars: (_theme: unknown, props: { size?: unknown }) => ({
        root: controlVars(props.size) ? { '--button-height': '2rem', '--button-padding-x': '0.75rem' } : {},
      }),
    },
    Input: {
      vars: (_theme: unknown, props: { size?: unknown }) => ({
        wrapper: controlVars(props.size) ? { '--input-height': '2rem' } : {},
      }),
    },
    InputWrapper: { styles: { label: { marginBottom: '0.25rem', fontWeight: 500 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: '2rem' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: false, fz: 'xs', multiline: true, maw: 360 } },
    // Its hidden placeholder is no entry of a menu, which axe rightly finds.
    Menu: { defaultProps: { shadow: 'md', radius: 'md', withInitialFocusPlaceholder: false } },
    // What is open stays where its button scrolls out of sight: hidden, it would take the focus and Escape with it.
    Popover: { defaultProps: { hideDetached: false } },
    Paper: { defaultProps: { radius: 'md' } },
    Modal: { defaultProps: { radius: 'md', overlayProps: { backgroundOpacity: 0.4 } } },
  },
});

const LIGHT_VARIANTS = {
  red: 'red',
  orange: 'amber',
  yellow: 'amber',
  green: 'green',
  blue: 'blue',
  gray: 'slate',
} as const satisfies Record<string, Tone>;

function schemeVariables(scheme: 'light' | 'dark'): Record<string, string> {
  const surface = SURFACES[scheme];
  const variables: Record<string, string> = {
    '--mantine-color-body': surface.body,
    '--mantine-color-text': surface.text,
    '--mantine-color-dimmed': surface.dimmed,
    '--mantine-color-placeholder': surface.dimmed,
    '--mantine-color-anchor': surface.anchor,
    '--mantine-color-default': surface.body,
    '--mantine-color-default-hover': surface.hover,
    '--mantine-color-default-border': surface.controlBorder,
    '--mantine-color-error': TONES[scheme].red.fg,
    '--cb-subtle': surface.subtle,
    '--cb-hover': surface.hover,
    '--cb-border': surface.border,
    '--cb-edge-shadow': scheme === 'light' ? 'rgb(0 0 0 / 16%)' : 'rgb(255 255 255 / 20%)',
    // What a refresh changed: the row, its edge, the value before and the value after.
    '--cb-change-row': scheme === 'light' ? '#f5f8ff' : '#121a2a',
    '--cb-change-edge': TONES[scheme].blue.solid,
    '--cb-change-old': surface.dimmed,
    '--cb-change-new': TONES[scheme].blue.fg,
  };
  // Mantine's quiet variants (alerts, light buttons) in our tones.
  for (const [color, tone] of Object.entries(LIGHT_VARIANTS)) {
    variables[`--mantine-color-${color}-light`] = TONES[scheme][tone].bg;
    variables[`--mantine-color-${color}-light-hover`] = TONES[scheme][tone].bg;
    variables[`--mantine-color-${color}-light-color`] = TONES[scheme][tone].fg;
  }
  for (const [tone, parts] of Object.entries(TONES[scheme])) {
    for (const [part, value] of Object.entries(parts)) variables[`--cb-${tone}-${part}`] = value;
  }
  return variables;
}

/** Gives Mantine the surfaces above, and the stylesheets the tones as `--cb-<tone>-<fg|bg|solid>`. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { '--cb-header-height': '3rem', '--cb-panel-width': '35rem' },
  light: schemeVariables('light'),
  dark: schemeVariables('dark'),
});
