CREATE TABLE `facts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`device` text NOT NULL,
	`number` integer NOT NULL,
	`place` integer NOT NULL,
	`seen` text NOT NULL,
	`body` text NOT NULL,
	`token` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `facts_place` ON `facts` (`device`,`number`,`place`);