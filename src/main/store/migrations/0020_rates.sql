CREATE TABLE `rate_levels` (
	`subject` text PRIMARY KEY NOT NULL,
	`levels` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `sends_rates` ON `sends` (`account_id`,`claimed_at`,`alias_id`,`sandbox`,`kind`) WHERE state = 'sent';