CREATE TABLE `handed_in` (
	`attempt_id` integer PRIMARY KEY NOT NULL,
	`account_id` integer NOT NULL,
	`name` text NOT NULL,
	`after` text,
	`line` text NOT NULL,
	`leave_by` integer NOT NULL,
	`at` integer,
	FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `handed_in_name_unique` ON `handed_in` (`name`);--> statement-breakpoint
CREATE INDEX `handed_in_account` ON `handed_in` (`account_id`);--> statement-breakpoint
CREATE INDEX `handed_in_waiting` ON `handed_in` (`attempt_id`) WHERE at is null;--> statement-breakpoint
CREATE TABLE `queue` (
	`id` integer PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`has_password` integer DEFAULT false NOT NULL,
	`since` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`known_until` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `queued_accounts` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	`ending` integer DEFAULT false NOT NULL,
	`told` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sender_grants` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`host_id` integer NOT NULL,
	`account_id` integer NOT NULL,
	`given_at` integer NOT NULL,
	FOREIGN KEY (`host_id`) REFERENCES `sender_hosts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sender_grants_once` ON `sender_grants` (`host_id`,`account_id`);--> statement-breakpoint
CREATE INDEX `sender_grants_account` ON `sender_grants` (`account_id`);--> statement-breakpoint
CREATE TABLE `sender_hosts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`key` text NOT NULL,
	`added_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sender_hosts_public_id_unique` ON `sender_hosts` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `sender_hosts_key_unique` ON `sender_hosts` (`key`);--> statement-breakpoint
ALTER TABLE `attempts` ADD `queued_as` text;--> statement-breakpoint
ALTER TABLE `attempts` ADD `host` text;--> statement-breakpoint
CREATE INDEX `attempts_host` ON `attempts` (`host`,`ended_at`) WHERE host is not null and outcome = 'accepted';--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_queued` ON `attempts` (`queued_as`) WHERE queued_as is not null;