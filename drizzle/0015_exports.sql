CREATE TABLE "callboard"."export_chunks" (
	"export_id" uuid NOT NULL,
	"part" integer NOT NULL,
	"piece" integer NOT NULL,
	"packed" boolean NOT NULL,
	"bytes" "bytea" NOT NULL,
	CONSTRAINT "export_chunks_export_id_part_piece_pk" PRIMARY KEY("export_id","part","piece")
);
--> statement-breakpoint
-- What is worth packing comes packed: PostgreSQL's own way would only cost time.
ALTER TABLE "callboard"."export_chunks" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;--> statement-breakpoint
CREATE TABLE "callboard"."export_parts" (
	"export_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"row_ids" bigint[] NOT NULL,
	"result" jsonb,
	CONSTRAINT "export_parts_export_id_number_pk" PRIMARY KEY("export_id","number")
);
--> statement-breakpoint
CREATE TABLE "callboard"."export_takings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callboard"."export_takings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"export_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"user_name" text NOT NULL,
	"via" text NOT NULL,
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."exports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"task_id" bigint,
	"query" text NOT NULL,
	"format" text NOT NULL,
	"columns" text[] NOT NULL,
	"locale" text NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_by_name" text NOT NULL,
	"via" text NOT NULL,
	"total_rows" integer,
	"parts" integer DEFAULT 0 NOT NULL,
	"done_parts" integer DEFAULT 0 NOT NULL,
	"rows" integer DEFAULT 0 NOT NULL,
	"missing" integer DEFAULT 0 NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"owner" text,
	"lease_until" timestamp with time zone,
	"fence" bigint DEFAULT 0 NOT NULL,
	"error" jsonb,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"started_at" timestamp with time zone,
	"picked_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE INDEX "export_takings_export_idx" ON "callboard"."export_takings" USING btree ("export_id","at");--> statement-breakpoint
CREATE INDEX "exports_to_write_idx" ON "callboard"."exports" USING btree ("created_at") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "exports_organization_idx" ON "callboard"."exports" USING btree ("organization_id","created_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "exports_expiry_idx" ON "callboard"."exports" USING btree ("expires_at") WHERE expires_at is not null;--> statement-breakpoint
CREATE INDEX "job_events_deeds_idx" ON "callboard"."job_events" USING btree ("organization_id","at","id") WHERE kind in ('played', 'downloaded', 'follow_up');