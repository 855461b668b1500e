ALTER TABLE `guard` ADD `name` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `guard` ADD `mark` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `guard` ADD `mark_before` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `guard` ADD `clock_accepted` integer DEFAULT 0 NOT NULL;