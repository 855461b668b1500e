DROP INDEX `enrollments_sequence`;--> statement-breakpoint
CREATE INDEX `enrollments_sequence` ON `enrollments` (`sequence_id`,`state`,`sandbox`);