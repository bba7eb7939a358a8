import { useTranslations } from 'next-intl';

import { ToneBadge } from '@/components/ui/tone-badge';
import type { Tone } from '@/components/ui/theme';
import { TASK_STATES, type TaskState } from '@/lib/tasks/schemas';

const TONES: Record<TaskState, Tone> = {
  created: 'slate',
  calling: 'blue',
  calls_finished: 'green',
  follow_up_finished: 'green',
  paused: 'amber',
};

/** `call_tasks.task_type` in words; one that nobody knows by its number. */
export function TaskStateBadge({ type }: { type: number | null }) {
  const t = useTranslations('tasks');
  const state = (TASK_STATES as Record<number, TaskState>)[type ?? 0];
  if (state) return <ToneBadge tone={TONES[state]}>{t(`states.${state}`)}</ToneBadge>;
  return (
    <ToneBadge tone="stone">{type === null ? t('stateUnknown') : t('stateOther', { code: type })}</ToneBadge>
  );
}
