CREATE TRIGGER "audit_log_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "callboard"."audit_log"
	FOR EACH STATEMENT EXECUTE FUNCTION "callboard"."refuse_change"();
