CREATE TABLE `letter_drafts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`seat_id` integer NOT NULL,
	`sequence_id` integer NOT NULL,
	`contact_id` integer NOT NULL,
	`step` integer NOT NULL,
	`base` text NOT NULL,
	`subject` text NOT NULL,
	`html` text,
	`text` text,
	`hash` text NOT NULL,
	`how` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`sequence_id`) REFERENCES `sequences`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `letter_drafts_one` ON `letter_drafts` (`seat_id`,`sequence_id`,`contact_id`,`step`);--> statement-breakpoint
CREATE INDEX `letter_drafts_contact` ON `letter_drafts` (`contact_id`);