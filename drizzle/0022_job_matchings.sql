CREATE TABLE "callboard"."job_match_candidates" (
	"matching_id" uuid NOT NULL,
	"job_id" text NOT NULL,
	"reference_ids" text[] NOT NULL,
	"phone" text,
	"times" jsonb,
	CONSTRAINT "job_match_candidates_matching_id_job_id_pk" PRIMARY KEY("matching_id","job_id")
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_matches" (
	"matching_id" uuid NOT NULL,
	"row_id" bigint NOT NULL,
	"outcome" text NOT NULL,
	"job_id" text,
	"jobs" integer DEFAULT 0 NOT NULL,
	"candidates" text[] DEFAULT '{}' NOT NULL,
	"reason" text,
	"confidence" text,
	"state" text DEFAULT 'proposed' NOT NULL,
	"before" text,
	"written" text,
	"check_number" bigint,
	CONSTRAINT "job_matches_matching_id_row_id_pk" PRIMARY KEY("matching_id","row_id")
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_matchings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"task_id" bigint NOT NULL,
	"job_group_id" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"next_page" integer DEFAULT 1,
	"total" integer,
	"read_jobs" integer DEFAULT 0 NOT NULL,
	"rows" integer DEFAULT 0 NOT NULL,
	"applied_rows" integer DEFAULT 0 NOT NULL,
	"undone_rows" integer DEFAULT 0 NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"started_by" uuid NOT NULL,
	"started_by_name" text NOT NULL,
	"applied_by_name" text,
	"applied_at" timestamp with time zone,
	"owner" text,
	"lease_until" timestamp with time zone,
	"fence" bigint DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone,
	"waiting" jsonb,
	"error" jsonb,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "job_matches_job_key" ON "callboard"."job_matches" USING btree ("matching_id","job_id") WHERE job_id is not null;--> statement-breakpoint
CREATE INDEX "job_matches_row_idx" ON "callboard"."job_matches" USING btree ("row_id");--> statement-breakpoint
CREATE UNIQUE INDEX "job_matchings_one_a_task" ON "callboard"."job_matchings" USING btree ("organization_id","task_id") WHERE state in ('pending', 'running', 'ready');--> statement-breakpoint
CREATE INDEX "job_matchings_to_drive_idx" ON "callboard"."job_matchings" USING btree ("created_at") WHERE state in ('pending', 'running');--> statement-breakpoint
CREATE INDEX "job_matchings_task_idx" ON "callboard"."job_matchings" USING btree ("organization_id","task_id","created_at" DESC NULLS LAST);