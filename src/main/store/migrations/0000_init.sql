CREATE TABLE `accounts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`kind` text NOT NULL,
	`seat_id` integer,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`name` text,
	`reply_to` text,
	`signature` text,
	`zone` text,
	`smtp` text,
	`has_secret` integer DEFAULT false NOT NULL,
	`limits` text NOT NULL,
	`per_utc_day` integer,
	`min_gap` integer DEFAULT 0 NOT NULL,
	`weight` integer DEFAULT 1 NOT NULL,
	`state` text NOT NULL,
	`state_reason` text,
	`out_kind` text,
	`resume_at` integer,
	`paused` integer DEFAULT false NOT NULL,
	`home_device` text NOT NULL,
	`epoch` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_public_id_unique` ON `accounts` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_address` ON `accounts` (`address_key`,`kind`) WHERE deleted = 0;--> statement-breakpoint
CREATE TABLE `api_keys` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`used_at` integer,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_public_id_unique` ON `api_keys` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_hash_unique` ON `api_keys` (`hash`);--> statement-breakpoint
CREATE TABLE `contact_updates` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`import_id` integer NOT NULL,
	`contact_id` integer NOT NULL,
	`values` text NOT NULL,
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `contact_updates_import` ON `contact_updates` (`import_id`);--> statement-breakpoint
CREATE TABLE `contacts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`domain` text NOT NULL,
	`first_name` text,
	`last_name` text,
	`company` text,
	`owner` text,
	`zone` text,
	`fields` text NOT NULL,
	`tags` text NOT NULL,
	`import_id` integer,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_public_id_unique` ON `contacts` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `contacts_address_key_unique` ON `contacts` (`address_key`);--> statement-breakpoint
CREATE TABLE `idempotency` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`api_key_id` integer NOT NULL,
	`key` text NOT NULL,
	`request` text NOT NULL,
	`status` integer,
	`body` text,
	`headers` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `idempotency_key` ON `idempotency` (`api_key_id`,`key`);--> statement-breakpoint
CREATE TABLE `imports` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`file` text NOT NULL,
	`state` text NOT NULL,
	`after_contact` integer NOT NULL,
	`rows` integer DEFAULT 0 NOT NULL,
	`imported` integer DEFAULT 0 NOT NULL,
	`updated` integer DEFAULT 0 NOT NULL,
	`refused` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `imports_public_id_unique` ON `imports` (`public_id`);--> statement-breakpoint
CREATE TABLE `journal` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sandbox_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`send_id` text,
	`sender` text NOT NULL,
	`recipients` text NOT NULL,
	`subject` text NOT NULL,
	`raw` blob NOT NULL,
	`received_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sandbox_messages_public_id_unique` ON `sandbox_messages` (`public_id`);--> statement-breakpoint
CREATE TABLE `seats` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`role` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `seats_public_id_unique` ON `seats` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `seats_address_key_unique` ON `seats` (`address_key`);--> statement-breakpoint
CREATE TABLE `suppressions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`reason` text NOT NULL,
	`source` text NOT NULL,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `suppressions_public_id_unique` ON `suppressions` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `suppressions_value` ON `suppressions` (`kind`,`value`);--> statement-breakpoint
CREATE TABLE `workspace` (
	`id` integer PRIMARY KEY NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`zone` text NOT NULL,
	`windows` text NOT NULL,
	`holidays` text,
	`days_off` text NOT NULL,
	`policy` text NOT NULL,
	`message_key` blob NOT NULL,
	`device` text NOT NULL,
	`seed` integer NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`stopped` integer DEFAULT false NOT NULL,
	`hlc` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `workspace_public_id_unique` ON `workspace` (`public_id`);--> statement-breakpoint
CREATE TABLE `attachments` (
	`hash` text PRIMARY KEY NOT NULL,
	`content` blob NOT NULL
);
--> statement-breakpoint
CREATE TABLE `attempts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`send_id` integer NOT NULL,
	`started_at` integer NOT NULL,
	`data_started_at` integer,
	`ended_at` integer,
	`outcome` text,
	`code` integer,
	`reply` text,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `attempts_send` ON `attempts` (`send_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_live` ON `attempts` (`send_id`) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX `attempts_open_end` ON `attempts` (`started_at`) WHERE outcome in ('broken', 'interrupted') and data_started_at is not null;--> statement-breakpoint
CREATE TABLE `batches` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`sequence_id` integer NOT NULL,
	`version_id` integer NOT NULL,
	`seat_id` integer NOT NULL,
	`assign` text NOT NULL,
	`start` integer NOT NULL,
	`per_day` integer,
	`per_hour` integer,
	`zone` text NOT NULL,
	`windows` text NOT NULL,
	`holidays` text,
	`days_off` text NOT NULL,
	`use_contact_zone` integer DEFAULT false NOT NULL,
	`seed` integer NOT NULL,
	`sandbox` integer DEFAULT false NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`sequence_id`) REFERENCES `sequences`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`version_id`) REFERENCES `sequence_versions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `batches_public_id_unique` ON `batches` (`public_id`);--> statement-breakpoint
CREATE TABLE `enrollments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`batch_id` integer NOT NULL,
	`sequence_id` integer NOT NULL,
	`contact_id` integer NOT NULL,
	`account_id` integer NOT NULL,
	`position` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`sandbox` integer DEFAULT false NOT NULL,
	`enrolled_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`sequence_id`) REFERENCES `sequences`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrollments_public_id_unique` ON `enrollments` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `enrollments_active` ON `enrollments` (`contact_id`) WHERE state in ('pending', 'active', 'paused') and sandbox = 0;--> statement-breakpoint
CREATE INDEX `enrollments_batch` ON `enrollments` (`batch_id`,`position`);--> statement-breakpoint
CREATE INDEX `enrollments_contact` ON `enrollments` (`contact_id`);--> statement-breakpoint
CREATE INDEX `enrollments_sequence` ON `enrollments` (`sequence_id`,`state`);--> statement-breakpoint
CREATE TABLE `outgoing` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`raw` blob NOT NULL,
	`hash` text NOT NULL,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `sends` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`kind` text NOT NULL,
	`enrollment_id` integer,
	`step` integer NOT NULL,
	`account_id` integer NOT NULL,
	`batch_id` integer,
	`contact_id` integer,
	`address` text NOT NULL,
	`domain` text NOT NULL,
	`state` text NOT NULL,
	`due` integer NOT NULL,
	`slot` integer NOT NULL,
	`at` integer NOT NULL,
	`by_hand` integer,
	`held` integer DEFAULT false NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`replan` integer DEFAULT false NOT NULL,
	`retry_at` integer,
	`tries` integer DEFAULT 0 NOT NULL,
	`reason` text,
	`why` text,
	`message_id` text,
	`server_message_id` text,
	`subject` text,
	`claimed_at` integer,
	`data_started_at` integer,
	`date_at` integer,
	`settled_at` integer,
	`reply` text,
	`sandbox` integer DEFAULT false NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`enrollment_id`) REFERENCES `enrollments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sends_public_id_unique` ON `sends` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `sends_step` ON `sends` (`enrollment_id`,`step`);--> statement-breakpoint
CREATE INDEX `sends_due` ON `sends` (`account_id`,`at`) WHERE state = 'planned' and held = 0 and paused = 0 and replan = 0;--> statement-breakpoint
CREATE INDEX `sends_replan` ON `sends` (`id`) WHERE state = 'planned' and replan = 1;--> statement-breakpoint
CREATE INDEX `sends_counted` ON `sends` (`account_id`,`claimed_at`) WHERE state in ('sending', 'sent', 'unsure');--> statement-breakpoint
CREATE INDEX `sends_open` ON `sends` (`state`) WHERE state in ('sending', 'unsure');--> statement-breakpoint
CREATE INDEX `sends_batch` ON `sends` (`batch_id`,`state`);--> statement-breakpoint
CREATE INDEX `sends_at` ON `sends` (`at`);--> statement-breakpoint
CREATE TABLE `sequence_versions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`sequence_id` integer NOT NULL,
	`version` integer NOT NULL,
	`steps` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`sequence_id`) REFERENCES `sequences`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sequence_versions_version` ON `sequence_versions` (`sequence_id`,`version`);--> statement-breakpoint
CREATE TABLE `sequences` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sequences_public_id_unique` ON `sequences` (`public_id`);