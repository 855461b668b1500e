CREATE TABLE `inbox_folders` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`folder` text NOT NULL,
	`uid_validity` text NOT NULL,
	`uid_next` integer NOT NULL,
	`read_at` integer,
	`trouble` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `inbox_folders_folder` ON `inbox_folders` (`account_id`,`folder`);--> statement-breakpoint
CREATE TABLE `incoming` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`account_id` integer,
	`message_key` text NOT NULL,
	`folder` text,
	`uid_validity` text,
	`uid` integer,
	`at` integer NOT NULL,
	`from_address` text NOT NULL,
	`from_name` text,
	`subject` text NOT NULL,
	`kind` text NOT NULL,
	`hard` integer DEFAULT false NOT NULL,
	`recipients` text NOT NULL,
	`return_date` text,
	`text` text,
	`body` text,
	`evidence` text NOT NULL,
	`send_id` integer,
	`enrollment_id` integer,
	`contact_id` integer,
	`state` text NOT NULL,
	`effects` text NOT NULL,
	`decided_at` integer NOT NULL,
	`undone_by` text,
	`undone_at` integer,
	`seen_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`enrollment_id`) REFERENCES `enrollments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `incoming_public_id_unique` ON `incoming` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `incoming_message` ON `incoming` (`account_id`,`message_key`);--> statement-breakpoint
CREATE INDEX `incoming_at` ON `incoming` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `incoming_kind` ON `incoming` (`kind`,`at`);--> statement-breakpoint
CREATE INDEX `incoming_account` ON `incoming` (`account_id`,`at`);--> statement-breakpoint
CREATE INDEX `incoming_contact` ON `incoming` (`contact_id`,`at`);--> statement-breakpoint
CREATE INDEX `incoming_enrollment` ON `incoming` (`enrollment_id`);--> statement-breakpoint
CREATE INDEX `incoming_send` ON `incoming` (`send_id`);--> statement-breakpoint
CREATE INDEX `incoming_unseen` ON `incoming` (`at`) WHERE seen_at is null;--> statement-breakpoint
CREATE TABLE `sent_copies` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`account_id` integer NOT NULL,
	`raw` blob NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_at` integer NOT NULL,
	`trouble` text,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sent_copies_due` ON `sent_copies` (`next_at`);--> statement-breakpoint
CREATE TABLE `unsure_looks` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_at` integer,
	`evidence` text NOT NULL,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `unsure_looks_due` ON `unsure_looks` (`next_at`);