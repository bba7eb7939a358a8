'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { useTranslations } from 'next-intl';

/** From the list of tasks to where they are brought in. */
export function ImportButton() {
  const t = useTranslations('imports');
  return (
    <Button component={Link} href="/tasks/import" variant="default" size="xs">
      {t('button')}
    </Button>
  );
}
