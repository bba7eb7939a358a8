-- Only the grams are counted: the texts would be sorted in vain.
ALTER TABLE "callboard"."job_words" ALTER COLUMN "customer" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "callboard"."job_words" ALTER COLUMN "robot" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "callboard"."job_words" ALTER COLUMN "other" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "callboard"."job_words" ALTER COLUMN "customer_grams" SET STATISTICS 300;--> statement-breakpoint
ALTER TABLE "callboard"."job_words" ALTER COLUMN "rest_grams" SET STATISTICS 300;
