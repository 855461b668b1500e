CREATE TABLE `views` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`screen` text NOT NULL,
	`name` text NOT NULL,
	`query` text NOT NULL,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `views_public_id_unique` ON `views` (`public_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `views_name` ON `views` (`seat_id`,`screen`,`name`) WHERE deleted = 0;