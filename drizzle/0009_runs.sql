CREATE TABLE "callboard"."provider_budgets" (
	"account" text PRIMARY KEY NOT NULL,
	"rate" double precision NOT NULL,
	"limit_rate" double precision NOT NULL,
	"lowered_to" double precision,
	"next_at" timestamp with time zone NOT NULL,
	"throttled_at" timestamp with time zone,
	"raised_at" timestamp with time zone,
	"blocked_until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "callboard"."refresh_run_batches" (
	"run_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"from_row_id" bigint NOT NULL,
	"to_row_id" bigint NOT NULL,
	"rows" integer NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"receipt_id" uuid,
	"counts" jsonb,
	"error" jsonb,
	"duration_ms" integer,
	"finished_at" timestamp with time zone,
	CONSTRAINT "refresh_run_batches_run_id_number_pk" PRIMARY KEY("run_id","number")
);
--> statement-breakpoint
CREATE TABLE "callboard"."refresh_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"task_id" bigint NOT NULL,
	"retry_of" uuid,
	"skip_recording" boolean NOT NULL,
	"batch_size" integer NOT NULL,
	"pause_ms" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"started_by" uuid NOT NULL,
	"started_by_name" text NOT NULL,
	"via" text NOT NULL,
	"total_rows" integer NOT NULL,
	"through_id" bigint NOT NULL,
	"after_id" bigint DEFAULT 0 NOT NULL,
	"planned_batches" integer DEFAULT 0 NOT NULL,
	"done_batches" integer DEFAULT 0 NOT NULL,
	"failed_batches" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"not_returned" integer DEFAULT 0 NOT NULL,
	"superseded" integer DEFAULT 0 NOT NULL,
	"invalid" integer DEFAULT 0 NOT NULL,
	"failed_rows" integer DEFAULT 0 NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"owner" text,
	"lease_until" timestamp with time zone,
	"fence" bigint DEFAULT 0 NOT NULL,
	"waiting" jsonb,
	"error" jsonb,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "callboard"."task_change_numbers" (
	"task_id" bigint PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"number" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."task_changes" (
	"task_id" bigint NOT NULL,
	"number" bigint NOT NULL,
	"organization_id" text NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"receipt_id" uuid,
	"row_ids" bigint[] NOT NULL,
	CONSTRAINT "task_changes_task_id_number_pk" PRIMARY KEY("task_id","number")
);
--> statement-breakpoint
ALTER TABLE "callboard"."refresh_receipts" ADD COLUMN "run_id" uuid;--> statement-breakpoint
CREATE INDEX "refresh_run_batches_state_idx" ON "callboard"."refresh_run_batches" USING btree ("run_id","state","number") WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX "refresh_run_batches_finished_idx" ON "callboard"."refresh_run_batches" USING btree ("run_id","finished_at");--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_runs_one_a_task" ON "callboard"."refresh_runs" USING btree ("organization_id","task_id") WHERE state in ('pending', 'running', 'paused');--> statement-breakpoint
CREATE INDEX "refresh_runs_to_drive_idx" ON "callboard"."refresh_runs" USING btree ("created_at") WHERE state in ('pending', 'running');--> statement-breakpoint
CREATE INDEX "refresh_runs_task_idx" ON "callboard"."refresh_runs" USING btree ("organization_id","task_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "task_changes_at_idx" ON "callboard"."task_changes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "refresh_receipts_asked_for_idx" ON "callboard"."refresh_receipts" USING btree ("organization_id","task_id","refresh_number" DESC NULLS LAST) WHERE run_id is null;