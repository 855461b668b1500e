CREATE TABLE `account_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`words` text NOT NULL,
	`data` text NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `account_events_account` ON `account_events` (`account_id`,`at`);--> statement-breakpoint
CREATE TABLE `aliases` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`account_id` integer NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`name` text,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `aliases_public_id_unique` ON `aliases` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `aliases_address` ON `aliases` (`address_key`) WHERE deleted = 0;--> statement-breakpoint
CREATE TABLE `domains` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`dkim_selector` text,
	`dkim_public` text,
	`has_dkim_key` integer DEFAULT false NOT NULL,
	`tracking_host` text,
	`checks` text NOT NULL,
	`checked_at` integer,
	`trouble` text,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `domains_public_id_unique` ON `domains` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `domains_name` ON `domains` (`name`) WHERE deleted = 0;--> statement-breakpoint
CREATE TABLE `folder_cursors` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`purpose` text NOT NULL,
	`folder` text NOT NULL,
	`uid_validity` text NOT NULL,
	`uid_next` integer NOT NULL,
	`read_at` integer,
	`trouble` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `folder_cursors_folder` ON `folder_cursors` (`account_id`,`purpose`);--> statement-breakpoint
CREATE TABLE `limit_requests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`kind` text NOT NULL,
	`seat_id` integer NOT NULL,
	`wanted` integer NOT NULL,
	`note` text,
	`state` text NOT NULL,
	`granted` integer,
	`decided_by` integer,
	`decided_at` integer,
	`reason` text,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `limit_requests_public_id_unique` ON `limit_requests` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `limit_requests_open` ON `limit_requests` (`kind`) WHERE state = 'pending' and deleted = 0;--> statement-breakpoint
CREATE TABLE `mailbox_requests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`asked_by` integer NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`note` text,
	`state` text NOT NULL,
	`permits_role` integer DEFAULT false NOT NULL,
	`permits_more` integer DEFAULT false NOT NULL,
	`decided_by` integer,
	`decided_at` integer,
	`reason` text,
	`account_id` integer,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`asked_by`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `mailbox_requests_public_id_unique` ON `mailbox_requests` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `mailbox_requests_open` ON `mailbox_requests` (`address_key`) WHERE state in ('requested', 'approved') and deleted = 0;--> statement-breakpoint
CREATE INDEX `mailbox_requests_state` ON `mailbox_requests` (`state`,`created_at`);--> statement-breakpoint
CREATE TABLE `outside_sends` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`at` integer NOT NULL,
	`uid_validity` text NOT NULL,
	`uid` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outside_sends_uid` ON `outside_sends` (`account_id`,`uid_validity`,`uid`);--> statement-breakpoint
CREATE INDEX `outside_sends_at` ON `outside_sends` (`account_id`,`at`);--> statement-breakpoint
CREATE TABLE `sign_in_clients` (
	`provider` text PRIMARY KEY NOT NULL,
	`client` text NOT NULL,
	`has_secret` integer DEFAULT false NOT NULL,
	`tenant` text,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `groups` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `groups_public_id_unique` ON `groups` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `groups_name` ON `groups` (`name_key`) WHERE deleted = 0;--> statement-breakpoint
ALTER TABLE `batches` ADD `group_id` integer REFERENCES groups(id);--> statement-breakpoint
ALTER TABLE `enrollments` ADD `alias_id` integer REFERENCES aliases(id);--> statement-breakpoint
ALTER TABLE `accounts` ADD `label` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `imap` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `has_imap_secret` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `accounts` ADD `signed_in` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `ramp` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `tracking_domain` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `group_id` integer REFERENCES groups(id);--> statement-breakpoint
ALTER TABLE `api_keys` ADD `bound` text;--> statement-breakpoint
UPDATE `accounts` SET `weight` = max(CASE WHEN `weight` > 0 THEN 1 ELSE 0 END, round(`weight` * 100.0 / (SELECT max(`weight`) FROM `accounts`))) WHERE (SELECT max(`weight`) FROM `accounts`) > 0;
