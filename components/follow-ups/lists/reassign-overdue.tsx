'use client';

import { Button } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { onDemand } from '@/lib/browser/on-demand';

const [AssignDialog] = onDemand(() =>
  import('@/components/jobs-table/bulk/assign-dialog').then((module) => module.AssignDialog),
);

/** Gives all overdue leads of one person to others. */
export function ReassignOverdue({ userId, name, count }: { userId: string; name: string; count: number }) {
  const t = useTranslations('workload');
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-xs"
        aria-label={t('reassignOf', { name })}
        onClick={() => setOpen(true)}
      >
        {t('reassign')}
      </Button>
      {isOpen && (
        <AssignDialog
          count={count}
          rows={{ taskId: 'all', filter: `owner=${userId}&follow=overdue&sort=due` }}
          mayKeep={false}
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            router.refresh();
          }}
        />
      )}
    </>
  );
}
