ALTER TABLE "callboard"."refresh_receipts" ADD COLUMN "selection" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "callboard"."refresh_receipts" ADD COLUMN "asked_row_ids" bigint[];