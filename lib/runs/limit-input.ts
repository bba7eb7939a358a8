import { z } from 'zod';

/** Calls a second of the account; null: as set up. */
export const limitInput = z.object({ to: z.number().min(0.1).max(1_000_000).nullable() });
