ALTER TABLE `domains` ADD `secret_name` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `secret_name` text;