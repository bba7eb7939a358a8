CREATE TABLE "callboard"."final_samples" (
	"task_id" bigint NOT NULL,
	"night" date NOT NULL,
	"organization_id" text NOT NULL,
	"run_id" uuid NOT NULL,
	"asked" integer DEFAULT 0 NOT NULL,
	"differed" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "final_samples_task_id_night_pk" PRIMARY KEY("task_id","night")
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_checks" (
	"row_id" bigint PRIMARY KEY NOT NULL,
	"task_id" bigint NOT NULL,
	"next_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."task_moves" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callboard"."task_moves_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" text NOT NULL,
	"task_id" bigint NOT NULL,
	"from_type" integer NOT NULL,
	"to_type" integer NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"taken_back_at" timestamp with time zone,
	"taken_back_by" text
);
--> statement-breakpoint
CREATE TABLE "callboard"."task_plans" (
	"task_id" bigint PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"planned_to" bigint DEFAULT 0 NOT NULL,
	"swept_at" timestamp with time zone,
	"changes_to" timestamp with time zone,
	"learned" jsonb,
	"learned_at" timestamp with time zone,
	"sampled_on" date,
	"look_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "callboard"."task_schedules" (
	"organization_id" text NOT NULL,
	"task_id" bigint NOT NULL,
	"mode" text NOT NULL,
	"within_minutes" integer NOT NULL,
	"from_hour" smallint NOT NULL,
	"until_hour" smallint NOT NULL,
	"weekdays" smallint[] NOT NULL,
	"recordings" boolean NOT NULL,
	"updated_by" uuid NOT NULL,
	"updated_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "task_schedules_organization_id_task_id_pk" PRIMARY KEY("organization_id","task_id")
);
--> statement-breakpoint
DROP INDEX "callboard"."refresh_runs_one_a_task";--> statement-breakpoint
ALTER TABLE "callboard"."organizations" ADD COLUMN "time_zone" text DEFAULT 'Asia/Shanghai' NOT NULL;--> statement-breakpoint
ALTER TABLE "callboard"."organizations" ADD COLUMN "moves_task_type" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "callboard"."organizations" ALTER COLUMN "moves_task_type" SET DEFAULT true;--> statement-breakpoint
ALTER TABLE "callboard"."refresh_run_batches" ADD COLUMN "row_ids" bigint[];--> statement-breakpoint
ALTER TABLE "callboard"."refresh_run_batches" ADD COLUMN "cause" text;--> statement-breakpoint
ALTER TABLE "callboard"."refresh_runs" ADD COLUMN "wake_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "job_checks_due_idx" ON "callboard"."job_checks" USING btree ("task_id","next_at");--> statement-breakpoint
CREATE INDEX "task_moves_task_idx" ON "callboard"."task_moves" USING btree ("organization_id","task_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_runs_one_schedule" ON "callboard"."refresh_runs" USING btree ("organization_id","task_id") WHERE state in ('pending', 'running', 'paused') and via = 'schedule';--> statement-breakpoint
CREATE UNIQUE INDEX "refresh_runs_one_a_task" ON "callboard"."refresh_runs" USING btree ("organization_id","task_id") WHERE state in ('pending', 'running', 'paused') and via <> 'schedule';