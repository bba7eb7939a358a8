-- The three tables of an installation hold times, texts and small numbers in types of their own. These functions read
-- them all alike, and write back in the column's own type and spelling. None depends on the session's time zone.

-- A time. Without a zone it is Asia/Shanghai's; a number is an epoch in seconds or milliseconds; what is no time, or
-- infinite, is none.
CREATE FUNCTION "callboard"."as_time"("value" timestamp with time zone) RETURNS timestamp with time zone LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN isfinite(value) THEN value END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."as_time"("value" timestamp without time zone) RETURNS timestamp with time zone LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN isfinite(value) THEN value AT TIME ZONE 'Asia/Shanghai' END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."as_time"("value" date) RETURNS timestamp with time zone LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN isfinite(value) THEN value::timestamp AT TIME ZONE 'Asia/Shanghai' END $$;--> statement-breakpoint
-- Takes every type of number. 10^11 seconds are in the year 5138, 10^11 milliseconds in 1973.
CREATE FUNCTION "callboard"."as_time"("value" double precision) RETURNS timestamp with time zone LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN value >= 253402300800000 OR value <= 0 THEN NULL WHEN value >= 100000000000 THEN to_timestamp(value / 1000) ELSE to_timestamp(value) END
$$;--> statement-breakpoint
CREATE FUNCTION "callboard"."as_time"("value" text) RETURNS timestamp with time zone LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET TimeZone = 'Asia/Shanghai' SET DateStyle = 'ISO, YMD' AS $$
DECLARE
	spelled text := btrim(value);
BEGIN
	IF spelled ~ '^(19|20)\d{12}$' THEN
		RETURN (left(spelled, 8) || 'T' || right(spelled, 6))::timestamp AT TIME ZONE 'Asia/Shanghai';
	ELSIF spelled ~ '^\d{9,15}(\.\d+)?$' THEN
		RETURN callboard.as_time(spelled::double precision);
	END IF;
	RETURN callboard.as_time(nullif(spelled, '')::timestamptz);
EXCEPTION WHEN data_exception THEN
	RETURN NULL;
END $$;--> statement-breakpoint
-- Some value of a column, out of the statistics where there are any: how this installation spells such values.
CREATE FUNCTION "callboard"."example_of"("table_name" text, "column_name" text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
	found text;
BEGIN
	SELECT coalesce((s.histogram_bounds::text::text[])[1], (s.most_common_vals::text::text[])[1]) INTO found
	FROM pg_stats s JOIN pg_class c ON c.oid = to_regclass(quote_ident(table_name)) AND c.relname = s.tablename
	JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = s.schemaname
	WHERE s.attname = column_name AND NOT s.inherited;
	IF found IS NULL THEN
		EXECUTE format('SELECT %1$I::text FROM (SELECT %1$I FROM %2$I LIMIT 10000) few WHERE %1$I IS NOT NULL LIMIT 1', column_name, table_name) INTO found;
	END IF;
	RETURN found;
END $$;--> statement-breakpoint
-- The new time where it differs, in the column's own type; a number or a text is spelled as the old one, or as others of its column.
CREATE FUNCTION "callboard"."time_if"("changed" boolean, "new" timestamp with time zone, "old" timestamp with time zone, "table_name" text, "column_name" text) RETURNS timestamp with time zone LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN changed THEN new ELSE old END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."time_if"("changed" boolean, "new" timestamp with time zone, "old" timestamp without time zone, "table_name" text, "column_name" text) RETURNS timestamp without time zone LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN changed THEN new AT TIME ZONE 'Asia/Shanghai' ELSE old END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."time_if"("changed" boolean, "new" timestamp with time zone, "old" date, "table_name" text, "column_name" text) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN changed THEN (new AT TIME ZONE 'Asia/Shanghai')::date ELSE old END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."time_if"("changed" boolean, "new" timestamp with time zone, "old" anyelement, "table_name" text, "column_name" text) RETURNS anyelement LANGUAGE plpgsql STABLE AS $$
DECLARE
	kind text := pg_typeof(old)::text;
	result old%TYPE;
	example text;
	seconds numeric := extract(epoch FROM new);
BEGIN
	IF NOT changed THEN
		RETURN old;
	ELSIF new IS NULL THEN
		RETURN NULL;
	END IF;
	example := btrim(coalesce(nullif(old::text, ''), callboard.example_of(table_name, column_name)));
	IF example ~ '^\d{9,15}(\.\d+)?$' AND example !~ '^(19|20)\d{12}$' AND example::numeric < 100000000000 OR kind = 'integer' THEN
		result := trunc(seconds)::text;
	ELSIF example ~ '^\d{9,15}(\.\d+)?$' AND example !~ '^(19|20)\d{12}$' OR kind IN ('bigint', 'numeric', 'double precision', 'real') THEN
		result := trunc(seconds * 1000)::text;
	ELSIF example ~ '^\d{14}$' THEN
		result := to_char(new AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDDHH24MISS');
	ELSIF example ~ '(Z|[+-]\d\d(:?\d\d)?)$' AND example ~ ':' THEN
		result := to_char(new AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
	ELSE
		result := to_char(new AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS');
	END IF;
	RETURN result;
END $$;--> statement-breakpoint
-- The new text where it differs, in the column's own type; one that an enum does not have is refused (22P02).
CREATE FUNCTION "callboard"."text_if"("changed" boolean, "new" text, "old" text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN changed THEN new ELSE old END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."text_if"("changed" boolean, "new" text, "old" anyelement) RETURNS anyelement LANGUAGE plpgsql STABLE AS $$
DECLARE
	result old%TYPE := old;
BEGIN
	IF changed THEN
		result := new;
	END IF;
	RETURN result;
END $$;--> statement-breakpoint
-- A small number out of a column's text, which may be a boolean's.
CREATE FUNCTION "callboard"."as_code"("value" text, "of_false" integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN value ~ '^\s*-?\d{1,9}(\.\d+)?\s*$' THEN round(value::numeric)::integer WHEN value = 'true' THEN 1 WHEN value = 'false' THEN of_false END
$$;--> statement-breakpoint
-- A small number in the column's own type; one that a boolean cannot tell from others is refused (22003).
CREATE FUNCTION "callboard"."code_like"("new" integer, "of_false" integer, "old" anyelement) RETURNS anyelement LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
	result old%TYPE;
BEGIN
	IF pg_typeof(old) <> 'boolean'::regtype THEN
		result := new::text;
	ELSIF new IS NOT NULL AND new NOT IN (1, of_false) THEN
		RAISE EXCEPTION 'a boolean column cannot hold %', new USING ERRCODE = 'numeric_value_out_of_range';
	ELSE
		result := (new = 1)::text;
	END IF;
	RETURN result;
END $$;
