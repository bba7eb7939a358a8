'use client';

import { useMediaQuery } from '@mantine/hooks';

/** As `$low` of the style sheets (postcss.config.mjs): a lying phone, a page at 400 %. */
const LOW = '(max-height: 500px)';

/** Whether the window is too low for anything that stays at its edges. */
export function useLowWindow(): boolean {
  return useMediaQuery(LOW, false, { getInitialValueInEffect: false });
}
