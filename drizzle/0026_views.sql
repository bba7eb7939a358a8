CREATE TABLE "callboard"."table_layouts" (
	"organization_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"place" text NOT NULL,
	"layout" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "table_layouts_organization_id_user_id_place_pk" PRIMARY KEY("organization_id","user_id","place")
);
--> statement-breakpoint
CREATE TABLE "callboard"."views" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"organization_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"name" text NOT NULL,
	"query" text NOT NULL,
	"layout" jsonb NOT NULL,
	"task_types" integer[] DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "views_organization_idx" ON "callboard"."views" USING btree ("organization_id","user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "views_own_name_key" ON "callboard"."views" USING btree ("organization_id","user_id",lower(name)) WHERE not shared;--> statement-breakpoint
CREATE UNIQUE INDEX "views_shared_name_key" ON "callboard"."views" USING btree ("organization_id",lower(name)) WHERE shared;