CREATE TABLE "callboard"."number_requests" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" text NOT NULL,
	"row_id" bigint NOT NULL,
	"task_id" bigint NOT NULL,
	"user_id" uuid NOT NULL,
	"user_name" text NOT NULL,
	"reason" text,
	"asked_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"answered_by" uuid,
	"answered_by_name" text,
	"answered_at" timestamp with time zone,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "number_requests_open_key" ON "callboard"."number_requests" USING btree ("organization_id","user_id","row_id") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "number_requests_open_idx" ON "callboard"."number_requests" USING btree ("organization_id","asked_at") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "number_requests_answered_idx" ON "callboard"."number_requests" USING btree ("organization_id","answered_at") WHERE state <> 'open';--> statement-breakpoint
CREATE INDEX "number_requests_row_idx" ON "callboard"."number_requests" USING btree ("organization_id","row_id","user_id","asked_at");--> statement-breakpoint
CREATE INDEX "job_events_person_idx" ON "callboard"."job_events" USING btree ("organization_id","user_id","at","id") WHERE kind in ('played', 'downloaded', 'follow_up');