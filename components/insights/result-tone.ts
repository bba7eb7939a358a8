import { CALL_RESULT_TONES } from '@/components/ui/theme';
import type { Tone } from '@/components/ui/theme';
import { ANSWERED_BY_MACHINE, CALL_RESULT_GROUPS, callResultGroup } from '@/lib/values/provider-words';

/** What a call result, or a group of them, means to an operator: whom a machine answered nobody has talked to. */
export function resultTone(value: string): Tone {
  const group = CALL_RESULT_GROUPS.find((known) => known === value) ?? callResultGroup(value);
  if (ANSWERED_BY_MACHINE.some((machine) => machine === value)) return 'stone';
  return group ? CALL_RESULT_TONES[group] : 'slate';
}
