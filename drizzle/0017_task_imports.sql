CREATE TABLE "callboard"."import_rows" (
	"import_id" uuid NOT NULL,
	"place" integer NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "import_rows_import_id_place_pk" PRIMARY KEY("import_id","place")
);
--> statement-breakpoint
CREATE TABLE "callboard"."imported_jobs" (
	"import_id" uuid NOT NULL,
	"job_id" text NOT NULL,
	CONSTRAINT "imported_jobs_import_id_job_id_pk" PRIMARY KEY("import_id","job_id")
);
--> statement-breakpoint
CREATE TABLE "callboard"."task_imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"source" text DEFAULT 'provider' NOT NULL,
	"job_group_id" text,
	"name" text NOT NULL,
	"file_name" text,
	"file_hash" text,
	"script_id" text,
	"group_status" text,
	"group_created_at" timestamp with time zone,
	"task_id" bigint,
	"state" text DEFAULT 'pending' NOT NULL,
	"every_minutes" integer,
	"next_at" timestamp with time zone,
	"pass" integer DEFAULT 1 NOT NULL,
	"next_page" integer DEFAULT 1 NOT NULL,
	"total" integer,
	"read_jobs" integer DEFAULT 0 NOT NULL,
	"added_rows" integer DEFAULT 0 NOT NULL,
	"refused_rows" integer DEFAULT 0 NOT NULL,
	"known_jobs" integer DEFAULT 0 NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"started_by" uuid NOT NULL,
	"started_by_name" text NOT NULL,
	"owner" text,
	"lease_until" timestamp with time zone,
	"fence" bigint DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone,
	"waiting" jsonb,
	"error" jsonb,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "callboard"."organizations" ADD COLUMN "provider_import" boolean;--> statement-breakpoint
CREATE UNIQUE INDEX "task_imports_job_group_key" ON "callboard"."task_imports" USING btree ("job_group_id");--> statement-breakpoint
CREATE INDEX "task_imports_organization_idx" ON "callboard"."task_imports" USING btree ("organization_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "task_imports_to_drive_idx" ON "callboard"."task_imports" USING btree ("created_at") WHERE state in ('pending', 'running');--> statement-breakpoint
CREATE INDEX "task_imports_next_idx" ON "callboard"."task_imports" USING btree ("next_at") WHERE next_at is not null;