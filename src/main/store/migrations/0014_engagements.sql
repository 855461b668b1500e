ALTER TABLE `batches` ADD `state` text DEFAULT 'live' NOT NULL;--> statement-breakpoint
CREATE INDEX `batches_unfinished` ON `batches` (`state`) WHERE state <> 'live';