CREATE TABLE `shared_folder` (
	`id` integer PRIMARY KEY NOT NULL,
	`path` text NOT NULL,
	`number` integer DEFAULT 0 NOT NULL,
	`wrote` text NOT NULL,
	`recipients` text DEFAULT '' NOT NULL,
	`wrote_at` integer,
	`looked_at` integer,
	`trouble` text,
	`seen` text NOT NULL
);
