import { ReceiptsSkeleton } from '@/components/jobs/receipt-states';

export default function ReceiptsLoading() {
  return <ReceiptsSkeleton />;
}
