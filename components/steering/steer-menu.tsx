'use client';

import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconDots, IconPlayerPause, IconPlayerPlay, IconServer } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { onDemand } from '@/lib/browser/on-demand';
import type { TaskHeader } from '@/lib/tasks/schemas';
import type { SteeringAction } from '@/lib/tasks/steer/steering';

/** Opened now and then: not worth its bytes before. */
const [SteerDialog] = onDemand(() => import('./steer-dialog').then((module) => module.SteerDialog));
const [JobGroupDialog] = onDemand(() => import('./job-group-dialog').then((module) => module.JobGroupDialog));

const ICONS = { suspend: IconPlayerPause, resume: IconPlayerPlay, cancel: IconBan };

/** What one can do with a whole task at the provider; who may not steer sees only how it stands there. */
export function SteerMenu({ task, maySteer }: { task: TaskHeader; maySteer: boolean }) {
  const t = useTranslations('steering');
  const [open, setOpen] = useState<SteeringAction | 'job-group' | null>(null);
  const close = () => setOpen(null);
  const item = (action: SteeringAction) => {
    const Icon = ICONS[action];
    return (
      <Menu.Item
        leftSection={<Icon size={16} stroke={1.6} />}
        color={action === 'cancel' ? 'red' : undefined}
        onClick={() => setOpen(action)}
      >
        {t(`${action}.title`)}
      </Menu.Item>
    );
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('menu')} title={t('menu')}>
            <IconDots size={18} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconServer size={16} stroke={1.6} />} onClick={() => setOpen('job-group')}>
            {t('progress.title')}
          </Menu.Item>
          {maySteer && (
            <>
              <Menu.Divider />
              {item('suspend')}
              {item('resume')}
              {item('cancel')}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === 'job-group' && <JobGroupDialog task={task} onClose={close} />}
      {open !== null && open !== 'job-group' && <SteerDialog task={task} action={open} onClose={close} />}
    </>
  );
}
