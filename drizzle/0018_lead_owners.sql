CREATE TABLE "callboard"."lead_owners" (
	"row_id" bigint PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"task_id" bigint NOT NULL,
	"user_id" uuid NOT NULL,
	"assigned_by" uuid NOT NULL,
	"assigned_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "lead_owners_user_idx" ON "callboard"."lead_owners" USING btree ("organization_id","user_id","row_id");