DROP INDEX `sends_batch`;--> statement-breakpoint
CREATE INDEX `sends_batch` ON `sends` (`batch_id`,`state`,`sandbox`,`at`,`claimed_at`);--> statement-breakpoint
ALTER TABLE `enrollments` ADD `emails` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `enrollments_report` ON `enrollments` (`sequence_id`,`sandbox`,`id`);--> statement-breakpoint
CREATE INDEX `enrollments_sender` ON `enrollments` (`sequence_id`,`sandbox`,`account_id`);--> statement-breakpoint
ALTER TABLE `sequences` ADD `archived` integer DEFAULT false NOT NULL;--> statement-breakpoint
UPDATE `enrollments` SET `emails` = coalesce((SELECT json_array_length(v.`steps`) FROM `batches` b
  JOIN `sequence_versions` v ON v.`id` = b.`version_id` WHERE b.`id` = `enrollments`.`batch_id`), 0);
