CREATE TABLE "callboard"."job_words" (
	"row_id" bigint PRIMARY KEY NOT NULL,
	"task_id" bigint NOT NULL,
	"organization_id" text,
	"customer" text NOT NULL,
	"robot" text NOT NULL,
	"other" text NOT NULL,
	"customer_grams" integer[] NOT NULL,
	"rest_grams" integer[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_words_due" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callboard"."job_words_due_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"row_id" bigint NOT NULL,
	"task_id" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_words_state" (
	"id" integer PRIMARY KEY NOT NULL,
	"reads_as" integer NOT NULL,
	"filled_to" bigint NOT NULL,
	"filled_at" timestamp with time zone,
	"analyzed_rows" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "job_words_task_idx" ON "callboard"."job_words" USING btree ("task_id","row_id");--> statement-breakpoint
CREATE INDEX "job_words_organization_idx" ON "callboard"."job_words" USING btree ("organization_id","row_id");--> statement-breakpoint
CREATE INDEX "job_words_customer_idx" ON "callboard"."job_words" USING gin ("customer_grams") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "job_words_rest_idx" ON "callboard"."job_words" USING gin ("rest_grams") WITH (fastupdate=false);--> statement-breakpoint
CREATE INDEX "job_words_due_task_idx" ON "callboard"."job_words_due" USING btree ("task_id");--> statement-breakpoint
INSERT INTO "callboard"."job_words_state" (id, reads_as, filled_to, analyzed_rows) VALUES (1, 0, -9007199254740991, 0);--> statement-breakpoint
-- A search is driven by the rarest of its grams: PostgreSQL's own counts have to know the common ones.
ALTER TABLE "callboard"."job_words" ALTER COLUMN "customer_grams" SET STATISTICS 500;--> statement-breakpoint
ALTER TABLE "callboard"."job_words" ALTER COLUMN "rest_grams" SET STATISTICS 500;--> statement-breakpoint
-- Emptied all the time.
ALTER TABLE "callboard"."job_words_due" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
