CREATE TABLE `filing` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`server` text NOT NULL,
	`files_sent` integer,
	`missed` integer DEFAULT 0 NOT NULL,
	`folder` text,
	`trouble` text,
	`given_up` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
