CREATE TABLE `chunks` (
	`device` text NOT NULL,
	`number` integer NOT NULL,
	`hash` text NOT NULL,
	`header` text NOT NULL,
	`signature` text NOT NULL,
	`bodies` blob NOT NULL,
	`changes` integer NOT NULL,
	`at` text NOT NULL,
	`state` text NOT NULL,
	PRIMARY KEY(`device`, `number`)
);
--> statement-breakpoint
CREATE INDEX `chunks_waiting` ON `chunks` (`state`) WHERE state = 'waiting';--> statement-breakpoint
CREATE TABLE `devices` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`name` text NOT NULL,
	`signing_key` text NOT NULL,
	`sealing_key` text NOT NULL,
	`state` text NOT NULL,
	`last_chunk` integer,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `devices_public_id_unique` ON `devices` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `devices_signing_key_unique` ON `devices` (`signing_key`);--> statement-breakpoint
CREATE INDEX `devices_seat` ON `devices` (`seat_id`);--> statement-breakpoint
CREATE TABLE `exchanges` (
	`device` text PRIMARY KEY NOT NULL,
	`holds` text NOT NULL,
	`sent_at` integer,
	`heard_at` integer
);
--> statement-breakpoint
CREATE TABLE `grants` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`owner_id` integer NOT NULL,
	`delegate_id` integer NOT NULL,
	`origin` text NOT NULL,
	`state` text NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_at` integer,
	`reason` text,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`owner_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`delegate_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `grants_public_id_unique` ON `grants` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `grants_open` ON `grants` (`owner_id`,`delegate_id`) WHERE state in ('pending', 'active') and deleted = 0;--> statement-breakpoint
CREATE INDEX `grants_delegate` ON `grants` (`delegate_id`,`state`);--> statement-breakpoint
CREATE TABLE `guard` (
	`id` integer PRIMARY KEY NOT NULL,
	`counter` integer NOT NULL,
	`machine` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`since` integer,
	`evidence` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `invitations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`key` text NOT NULL,
	`expires_at` integer NOT NULL,
	`state` text NOT NULL,
	`used_by` text,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_public_id_unique` ON `invitations` (`public_id`);--> statement-breakpoint
CREATE TABLE `letters` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`nonce` text NOT NULL,
	`direction` text NOT NULL,
	`purpose` text NOT NULL,
	`grant_id` text NOT NULL,
	`text` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`send_id` integer,
	`incoming_id` integer,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `letters_public_id_unique` ON `letters` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `letters_nonce_unique` ON `letters` (`nonce`);--> statement-breakpoint
CREATE INDEX `letters_grant` ON `letters` (`grant_id`);--> statement-breakpoint
CREATE TABLE `merge_notes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`what` text NOT NULL,
	`device` text NOT NULL,
	`author` text,
	`kind` text,
	`subject` text,
	`words` text NOT NULL,
	`data` text NOT NULL,
	`about` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `merge_notes_about_unique` ON `merge_notes` (`about`);--> statement-breakpoint
CREATE INDEX `merge_notes_at` ON `merge_notes` (`at`);--> statement-breakpoint
CREATE TABLE `shared_dirty` (
	`kind` text NOT NULL,
	`row_id` integer NOT NULL,
	PRIMARY KEY(`kind`, `row_id`)
);
--> statement-breakpoint
CREATE TABLE `shared_rows` (
	`kind` text NOT NULL,
	`public_id` text NOT NULL,
	`fields` text NOT NULL,
	`clock` text NOT NULL,
	`clocks` text,
	`gone` text,
	`waits` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`kind`, `public_id`)
);
--> statement-breakpoint
CREATE INDEX `shared_rows_waits` ON `shared_rows` (`kind`) WHERE waits = 1;--> statement-breakpoint
CREATE TABLE `shares` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`account_id` integer NOT NULL,
	`for_device` text NOT NULL,
	`share` integer NOT NULL,
	`sealed` text,
	`epoch` integer NOT NULL,
	`lease_until` integer NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `shares_public_id_unique` ON `shares` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `shares_device` ON `shares` (`account_id`,`for_device`) WHERE state <> 'released' and deleted = 0;--> statement-breakpoint
CREATE TABLE `twins` (
	`kind` text NOT NULL,
	`public_id` text NOT NULL,
	`stays` text NOT NULL,
	PRIMARY KEY(`kind`, `public_id`)
);
--> statement-breakpoint
ALTER TABLE `sends` ADD `review` text;--> statement-breakpoint
ALTER TABLE `sequence_versions` ADD `public_id` text;--> statement-breakpoint
CREATE UNIQUE INDEX `sequence_versions_public_id_unique` ON `sequence_versions` (`public_id`);--> statement-breakpoint
ALTER TABLE `accounts` ADD `handing_to` text;--> statement-breakpoint
ALTER TABLE `seats` ADD `delegates` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `workspace` ADD `shared_since` integer;--> statement-breakpoint
UPDATE sequence_versions SET public_id = lower(hex(randomblob(10)));--> statement-breakpoint
CREATE TRIGGER sequence_versions_named AFTER INSERT ON sequence_versions WHEN NEW.public_id IS NULL BEGIN
  UPDATE sequence_versions SET public_id = lower(hex(randomblob(10))) WHERE id = NEW.id;
END;
