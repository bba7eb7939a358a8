'use client';

import { Checkbox, Chip, Group, NativeSelect } from '@mantine/core';
import { useTranslations } from 'next-intl';

import { type Policy, WEEKDAYS, WITHIN_MINUTES } from '@/lib/runs/schedule/schemas';

import classes from './schedule.module.css';

const hours = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => {
    const hour = from + index;
    return { value: String(hour), label: `${String(hour).padStart(2, '0')}:00` };
  });

/** Within how many minutes, in which hours, on which days, and whether recordings are looked up too. */
export function PolicyFields({
  policy,
  timeZone,
  onChange,
}: {
  policy: Policy;
  timeZone: string;
  onChange: (policy: Policy) => void;
}) {
  const t = useTranslations('schedule');
  const set = (change: Partial<Policy>) => onChange({ ...policy, ...change });
  return (
    <>
      <NativeSelect
        label={t('fields.within')}
        description={t('fields.withinNote')}
        value={String(policy.withinMinutes)}
        onChange={(event) => set({ withinMinutes: Number(event.currentTarget.value) })}
        data={WITHIN_MINUTES.map((minutes) => ({
          value: String(minutes),
          label: t('fields.minutes', { minutes }),
        }))}
      />
      <div className={classes.hours}>
        <NativeSelect
          label={t('fields.from')}
          value={String(policy.fromHour)}
          onChange={(event) => set({ fromHour: Number(event.currentTarget.value) })}
          data={hours(0, 23)}
        />
        <NativeSelect
          label={t('fields.until')}
          value={String(policy.untilHour)}
          onChange={(event) => set({ untilHour: Number(event.currentTarget.value) })}
          data={hours(1, 24)}
        />
        <span className={classes.note}>{t('fields.zone', { zone: timeZone })}</span>
      </div>
      <fieldset className={classes.days}>
        <legend>{t('fields.weekdays')}</legend>
        <Chip.Group
          multiple
          value={policy.weekdays.map(String)}
          onChange={(value) => set({ weekdays: value.map(Number).sort((a, b) => a - b) })}
        >
          <Group gap={4}>
            {WEEKDAYS.map((day) => (
              <Chip key={day} value={String(day)} size="xs">
                {t(`days.${day}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </fieldset>
      <Checkbox
        label={t('fields.recordings')}
        description={t('fields.recordingsNote')}
        checked={policy.recordings}
        onChange={(event) => set({ recordings: event.currentTarget.checked })}
      />
    </>
  );
}
