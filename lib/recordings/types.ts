import type { DbId } from '@/lib/values/db-id';
/** A signed link to one recording, and until when it lives; null when it does not say. */
export type SignedLink = { url: string; expiresAt: Date | null };

/** What is known here of the recording of a row's latest call. */
export type RecordedCall = {
  rowId: DbId;
  /** The provider's id of the row's latest call. */
  callId: string | null;
  /** Job.Status */
  callStatus: string | null;
  /** Task.Status of the latest call. */
  callResult: string | null;
  /** The link that the provider gave last, if it is this call's. */
  held: SignedLink | null;
  taskName: string | null;
  leadName: string | null;
  leadPhoneMasked: string | null;
  /** ISO UTC */
  plannedTime: string | null;
};
