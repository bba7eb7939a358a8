import { expect, it } from 'vitest';

import type { LastRefresh } from '@/lib/jobs/schemas';
import type { Receipt } from '@/lib/receipts/schemas';

import { type KeptOutcome, newestOf } from './kept-outcome';
import type { RefreshFailure } from './refresh-request';

const receipt = { id: 'receipt-1' } as Receipt;
const failed = (at: string, receiptId: string | null = null) => ({ at, receiptId }) as RefreshFailure;
const last = (receiptId: string, at: string): LastRefresh => ({ receiptId, at, by: '李雷', errorCode: null });
const kept = (part: Partial<KeptOutcome>): KeptOutcome => ({
  receipt: null,
  before: [],
  looked: [],
  failure: null,
  ...part,
});

it('is nothing where nothing was kept, and where a refresh of somebody else came after', () => {
  expect(newestOf(null, null)).toBeNull();
  expect(newestOf(kept({ receipt }), last('receipt-2', '2026-11-23T06:00:00Z'))).toBeNull();
  expect(
    newestOf(kept({ failure: failed('2026-11-23T06:00:00Z') }), last('receipt-2', '2026-11-23T06:01:00Z')),
  ).toBeNull();
});

it('is the receipt while it is the page’s newest', () => {
  expect(newestOf(kept({ receipt }), last('receipt-1', '2026-11-23T06:00:00Z'))).toEqual({ receipt });
});

it('is a later failure, whether or not it left a receipt', () => {
  const lost = failed('2026-11-23T06:05:00Z');
  expect(newestOf(kept({ receipt, failure: lost }), last('receipt-1', '2026-11-23T06:00:00Z'))).toEqual({
    failure: lost,
  });
  const told = failed('2026-11-23T06:05:00Z', 'receipt-9');
  expect(newestOf(kept({ receipt, failure: told }), last('receipt-9', '2026-11-23T06:05:01Z'))).toEqual({
    failure: told,
  });
});
