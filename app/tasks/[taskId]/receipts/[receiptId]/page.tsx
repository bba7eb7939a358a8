import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';

import { ReceiptPageBody } from '@/components/receipts/receipt-page-body';
import { Breadcrumb } from '@/components/shell/breadcrumb';
import { PageHeading } from '@/components/ui/page-heading';
import { taskParams } from '@/lib/http/address';
import { unread } from '@/app/unread-page';
import { orgMetadata, orgPage } from '@/lib/http/org-page';
import { getReceipt } from '@/lib/services/receipts';
import { getTask } from '@/lib/services/tasks';
import { formatDateTime } from '@/lib/i18n/format';

type Params = { taskId: string; receiptId: string };

export const generateMetadata = orgMetadata<Params>('receipts.read', async ({ read, params }) => {
  const t = await getTranslations();
  const task = await read(getTask, taskParams.parse(params).taskId);
  return { title: t('receipts.titleOf', { name: task.name || t('tasks.unnamed') }) };
});

export default orgPage<Params>(
  '/tasks/[taskId]/receipts/[receiptId]',
  'receipts.read',
  unread,
  async ({ read, params }) => {
    const t = await getTranslations();
    const parsed = taskParams.safeParse(params);
    if (!parsed.success) notFound();
    const { taskId } = parsed.data;
    const receipt = await read(getReceipt, params.receiptId);
    if (receipt.taskId !== taskId) notFound();

    return (
      <>
        <PageHeading
          above={
            <Breadcrumb
              label={t('receipts.breadcrumb')}
              links={[
                { href: '/tasks', text: t('tasks.title') },
                { href: `/tasks/${taskId}`, text: receipt.taskName || t('tasks.unnamed') },
                { href: `/tasks/${taskId}/receipts`, text: t('receipts.title') },
              ]}
            />
          }
          title={t('receipts.heading', { time: formatDateTime(receipt.checkedAt, await getLocale()) })}
        />
        <ReceiptPageBody receipt={receipt} />
      </>
    );
  },
);
