CREATE INDEX "job_events_task_deeds_idx" ON "callboard"."job_events" USING btree ("organization_id","task_id","at","id") WHERE kind in ('played', 'downloaded', 'follow_up');--> statement-breakpoint
CREATE INDEX "audit_log_person_idx" ON "callboard"."audit_log" USING btree ("organization_id","user_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_log_task_idx" ON "callboard"."audit_log" USING btree ("organization_id",(subject->>'task_id'),"at","id") WHERE subject->>'task_id' is not null;--> statement-breakpoint
CREATE INDEX "audit_log_kind_idx" ON "callboard"."audit_log" USING btree ("organization_id",(case
  when action in ('number.revealed', 'number.searched') then 'saw'
  when action = 'recording.sent' then 'played'
  when action = 'export.taken' then 'took'
  when action in ('export.started', 'export.cancelled', 'audit.exported') then 'exported'
  when action like 'jobs.%' or action in ('run.paused', 'run.resumed', 'run.cancelled') then 'steered'
  else 'changed' end),"at","id");