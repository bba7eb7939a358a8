-- Only Callboard's own tables. Its schema, and what the three tables of an installation lack, are made by
-- lib/db/migrate.ts and lib/db/foreign, which look first and never hold others up.
CREATE SEQUENCE "callboard"."refresh_number" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
CREATE TABLE "callboard"."access_tokens" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid NOT NULL,
	"organization_id" text NOT NULL,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "callboard"."audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "callboard"."audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"organization_id" text,
	"user_id" uuid,
	"action" text NOT NULL,
	"subject" jsonb,
	"address" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."job_states" (
	"row_id" bigint PRIMARY KEY NOT NULL,
	"task_id" bigint NOT NULL,
	"check_number" bigint NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone,
	"provider_time" timestamp with time zone,
	"provider_job" jsonb,
	"call_result" text,
	"last_verdict" text,
	"recording_call_id" text,
	"recording_link" text,
	"recording_expires_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "callboard"."memberships" (
	"user_id" uuid NOT NULL,
	"organization_id" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_user_id_organization_id_pk" PRIMARY KEY("user_id","organization_id")
);
--> statement-breakpoint
CREATE TABLE "callboard"."organizations" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callboard"."rate_limits" (
	"key" text PRIMARY KEY NOT NULL,
	"points" integer NOT NULL,
	"expire" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "callboard"."refresh_receipts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"organization_id" text NOT NULL,
	"task_id" bigint NOT NULL,
	"refresh_number" bigint NOT NULL,
	"user_id" uuid NOT NULL,
	"user_name" text NOT NULL,
	"via" text NOT NULL,
	"page" integer NOT NULL,
	"page_size" integer NOT NULL,
	"total_pages" integer NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	"duration_ms" integer NOT NULL,
	"counts" jsonb NOT NULL,
	"rows" jsonb NOT NULL,
	"provider_calls" jsonb NOT NULL,
	"recordings" jsonb NOT NULL,
	"error" jsonb
);
--> statement-breakpoint
CREATE TABLE "callboard"."task_views" (
	"user_id" uuid NOT NULL,
	"task_id" bigint NOT NULL,
	"from_row_id" bigint NOT NULL,
	"to_row_id" bigint NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "task_views_user_id_task_id_from_row_id_to_row_id_pk" PRIMARY KEY("user_id","task_id","from_row_id","to_row_id")
);
--> statement-breakpoint
CREATE TABLE "callboard"."users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"session_version" integer DEFAULT 1 NOT NULL,
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "callboard"."access_tokens" ADD CONSTRAINT "access_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "callboard"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callboard"."access_tokens" ADD CONSTRAINT "access_tokens_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "callboard"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callboard"."memberships" ADD CONSTRAINT "memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "callboard"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callboard"."memberships" ADD CONSTRAINT "memberships_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "callboard"."organizations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "access_tokens_token_hash_key" ON "callboard"."access_tokens" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "audit_log_organization_id_at_idx" ON "callboard"."audit_log" USING btree ("organization_id","at");--> statement-breakpoint
CREATE INDEX "job_states_task_id_changed_at_idx" ON "callboard"."job_states" USING btree ("task_id","changed_at");--> statement-breakpoint
CREATE INDEX "refresh_receipts_task_idx" ON "callboard"."refresh_receipts" USING btree ("organization_id","task_id","refresh_number" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "refresh_receipts_page_idx" ON "callboard"."refresh_receipts" USING btree ("organization_id","task_id","page","page_size","refresh_number" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "refresh_receipts_checked_at_idx" ON "callboard"."refresh_receipts" USING btree ("organization_id","checked_at");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "callboard"."users" USING btree (lower("email"));--> statement-breakpoint
-- A column of an existing installation as jsonb, whatever its type; null where the text is not JSON.
CREATE FUNCTION "callboard"."as_jsonb"("value" jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT value $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."as_jsonb"("value" text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
	RETURN value::jsonb;
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."as_jsonb"("value" json) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT callboard.as_jsonb(value::text) $$;--> statement-breakpoint
-- The new value where it differs, in the column's own type.
CREATE FUNCTION "callboard"."json_if"("changed" boolean, "new" jsonb, "old" jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN changed THEN new ELSE old END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."json_if"("changed" boolean, "new" jsonb, "old" json) RETURNS json LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN changed THEN new::json ELSE old END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."json_if"("changed" boolean, "new" jsonb, "old" text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN changed THEN new::text ELSE old END $$;--> statement-breakpoint
-- The object that a link names: host and decoded path, without scheme, user info, port, query and fragment.
CREATE FUNCTION "callboard"."recording_object"("link" text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
	parts text[] := regexp_match(link, '^(?:[A-Za-z][A-Za-z0-9+.-]*:)?//(?:[^/?#@]*@)?([^/?#:]*)(?::[0-9]*)?([^?#]*)');
	path text;
	decoded bytea := ''::bytea;
	piece text;
BEGIN
	IF parts IS NULL THEN
		RETURN link;
	END IF;
	path := parts[2];
	IF position('%' in path) > 0 THEN
		FOR piece IN SELECT (regexp_matches(path, '%[0-9A-Fa-f]{2}|[^%]+|%', 'g'))[1] LOOP
			decoded := decoded || CASE WHEN piece ~ '^%[0-9A-Fa-f]{2}$' THEN decode(substr(piece, 2), 'hex') ELSE convert_to(piece, 'UTF8') END;
		END LOOP;
		path := convert_from(decoded, 'UTF8');
	END IF;
	RETURN lower(parts[1]) || path;
EXCEPTION WHEN data_exception OR character_not_in_repertoire THEN
	RETURN link;
END $$;
