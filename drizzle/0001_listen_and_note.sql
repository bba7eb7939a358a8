CREATE TABLE "callboard"."follow_up_authors" (
	"follow_id" bigint PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"task_id" bigint NOT NULL,
	"row_id" bigint NOT NULL,
	"user_id" uuid NOT NULL,
	"user_name" text NOT NULL,
	"saved_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."follow_up_templates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callboard"."job_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" text NOT NULL,
	"task_id" bigint NOT NULL,
	"row_id" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"kind" text NOT NULL,
	"user_id" uuid,
	"user_name" text,
	"via" text,
	"receipt_id" uuid,
	"details" jsonb
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_settings" (
	"row_id" bigint PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"call_id" text,
	"audio_offset_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."recording_peaks" (
	"organization_id" text NOT NULL,
	"call_id" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"duration_ms" integer,
	"channels" integer,
	"peaks_per_second" integer,
	"peaks" "bytea",
	"made_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recording_peaks_organization_id_call_id_pk" PRIMARY KEY("organization_id","call_id")
);
--> statement-breakpoint
CREATE TABLE "callboard"."task_settings" (
	"task_id" bigint PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"robot_channel" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "callboard"."job_states" ADD COLUMN "described_job" jsonb;--> statement-breakpoint
ALTER TABLE "callboard"."job_states" ADD COLUMN "described_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "callboard"."organizations" ADD COLUMN "reveal_role" text DEFAULT 'supervisor';--> statement-breakpoint
ALTER TABLE "callboard"."organizations" ADD COLUMN "reveal_reason_required" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "follow_up_authors_user_idx" ON "callboard"."follow_up_authors" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "follow_up_templates_user_idx" ON "callboard"."follow_up_templates" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE INDEX "job_events_row_idx" ON "callboard"."job_events" USING btree ("organization_id","row_id","id");--> statement-breakpoint
CREATE FUNCTION "callboard"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;--> statement-breakpoint
CREATE TRIGGER "job_events_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "callboard"."job_events"
	FOR EACH STATEMENT EXECUTE FUNCTION "callboard"."refuse_change"();
