CREATE TABLE "callboard"."job_blocks" (
	"task_id" bigint NOT NULL,
	"has_job" boolean NOT NULL,
	"block" bigint NOT NULL,
	"n" bigint NOT NULL,
	CONSTRAINT "job_blocks_task_id_has_job_block_pk" PRIMARY KEY("task_id","has_job","block")
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_cells" (
	"cell" bigint PRIMARY KEY NOT NULL,
	"task_id" bigint NOT NULL,
	"has_job" boolean NOT NULL,
	"status" text NOT NULL,
	"result" text NOT NULL,
	"grade" text NOT NULL,
	"follow" text NOT NULL,
	"interest" smallint,
	"checked" text NOT NULL,
	"n" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_count_changes" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callboard"."job_count_changes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"task_id" bigint NOT NULL,
	"cell" bigint,
	"has_job" boolean,
	"block" bigint,
	"n" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_index" (
	"row_id" bigint PRIMARY KEY NOT NULL,
	"task_id" bigint NOT NULL,
	"cell" bigint NOT NULL,
	"version" bigint NOT NULL,
	"follow_version" bigint,
	"follow_id" bigint,
	"due_at" timestamp with time zone,
	"planned_at" timestamp with time zone,
	"called_at" timestamp with time zone,
	"changed_at" timestamp with time zone,
	"duration_ms" integer,
	"attempts" integer NOT NULL,
	"has_job" boolean NOT NULL,
	"has_recording" boolean NOT NULL,
	"organization_id" text
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_index_dirty" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callboard"."job_index_dirty_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"row_id" bigint,
	"task_id" bigint,
	"follow_id" bigint,
	"noted_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_index_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"reads_as" integer NOT NULL,
	"filled_to" bigint NOT NULL,
	"filled_at" timestamp with time zone,
	"watched" boolean NOT NULL,
	"unfit" text,
	"compared_to" bigint NOT NULL,
	"compare_began_at" timestamp with time zone,
	"compared_at" timestamp with time zone,
	"compare_ms" integer NOT NULL,
	"began_watched" boolean NOT NULL
);
--> statement-breakpoint
CREATE INDEX "job_cells_task_idx" ON "callboard"."job_cells" USING btree ("task_id");--> statement-breakpoint
CREATE INDEX "job_count_changes_task_idx" ON "callboard"."job_count_changes" USING btree ("task_id");--> statement-breakpoint
CREATE INDEX "job_index_task_idx" ON "callboard"."job_index" USING btree ("task_id","has_job","row_id","cell");--> statement-breakpoint
CREATE INDEX "job_index_cell_idx" ON "callboard"."job_index" USING btree ("cell","row_id");--> statement-breakpoint
CREATE INDEX "job_index_due_idx" ON "callboard"."job_index" USING btree ("organization_id","due_at","row_id") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "job_index_follow_idx" ON "callboard"."job_index" USING btree ("follow_id") WHERE follow_id is not null;--> statement-breakpoint
CREATE INDEX "job_index_called_idx" ON "callboard"."job_index" USING btree ("task_id","called_at" DESC NULLS LAST,"row_id");--> statement-breakpoint
CREATE INDEX "job_index_duration_idx" ON "callboard"."job_index" USING btree ("task_id","duration_ms" DESC NULLS LAST,"row_id");--> statement-breakpoint
CREATE INDEX "job_index_dirty_task_idx" ON "callboard"."job_index_dirty" USING btree ("task_id","id");--> statement-breakpoint
CREATE INDEX "job_index_dirty_row_idx" ON "callboard"."job_index_dirty" USING btree ("row_id");