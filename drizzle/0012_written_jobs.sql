-- What triggers on the three tables of an installation run, where its owner has asked for them (db:migrate --watch). They
-- only add a line for each row that was written: they wait for nothing, and whoever writes needs no right of ours.
CREATE FUNCTION "callboard"."note_written_jobs"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO callboard.job_index_dirty (row_id, task_id) SELECT id, task_id FROM added;
	ELSIF TG_OP = 'DELETE' THEN
		INSERT INTO callboard.job_index_dirty (row_id, task_id) SELECT id, task_id FROM removed;
	ELSE
		INSERT INTO callboard.job_index_dirty (row_id, task_id) SELECT id, task_id FROM added UNION SELECT id, task_id FROM removed;
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
CREATE FUNCTION "callboard"."note_written_follow_ups"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'INSERT' THEN
		INSERT INTO callboard.job_index_dirty (follow_id) SELECT id FROM added;
	ELSIF TG_OP = 'DELETE' THEN
		INSERT INTO callboard.job_index_dirty (follow_id) SELECT id FROM removed;
	ELSE
		INSERT INTO callboard.job_index_dirty (follow_id) SELECT id FROM added UNION SELECT id FROM removed;
	END IF;
	RETURN NULL;
END $$;--> statement-breakpoint
-- A table was emptied at once: a line that names nothing stands for every row.
CREATE FUNCTION "callboard"."note_emptied"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	INSERT INTO callboard.job_index_dirty DEFAULT VALUES;
	RETURN NULL;
END $$;--> statement-breakpoint
INSERT INTO "callboard"."job_index_state" (id, reads_as, filled_to, watched, compared_to, compare_ms, began_watched) VALUES (1, 0, -9007199254740991, false, -9007199254740991, 0, false);--> statement-breakpoint
-- These two are filled and emptied all the time.
ALTER TABLE "callboard"."job_count_changes" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);--> statement-breakpoint
ALTER TABLE "callboard"."job_index_dirty" SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
