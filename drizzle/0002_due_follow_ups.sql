CREATE TABLE "callboard"."due_follow_up_checks" (
	"organization_id" text PRIMARY KEY NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."due_follow_ups" (
	"row_id" bigint PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"noted_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "due_follow_ups_due_idx" ON "callboard"."due_follow_ups" USING btree ("organization_id","due_at");