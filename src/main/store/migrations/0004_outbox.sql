CREATE TABLE `looks` (
	`seat_id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sends_state` ON `sends` ((state || ''),`at`);--> statement-breakpoint
CREATE INDEX `sends_account` ON `sends` ((account_id + 0),(state || ''),`at`);--> statement-breakpoint
CREATE INDEX `sends_contact` ON `sends` (`contact_id`,`at`);--> statement-breakpoint
CREATE INDEX `sends_aside` ON `sends` (`at`) WHERE state = 'planned' and (held = 1 or paused = 1 or replan = 2);--> statement-breakpoint
CREATE INDEX `sends_moved` ON `sends` (`at`) WHERE state = 'planned' and (reason is not null or by_hand is not null);--> statement-breakpoint
CREATE INDEX `sends_settled` ON `sends` (`state`,`settled_at`,`sandbox`) WHERE settled_at is not null;