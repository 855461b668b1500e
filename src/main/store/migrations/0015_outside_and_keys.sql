ALTER TABLE `domains` ADD `dkim_next_selector` text;--> statement-breakpoint
ALTER TABLE `domains` ADD `dkim_next_public` text;--> statement-breakpoint
ALTER TABLE `domains` ADD `dkim_retired_selector` text;--> statement-breakpoint
ALTER TABLE `folder_cursors` ADD `good_until` integer;--> statement-breakpoint
ALTER TABLE `sends` ADD `alias_id` integer REFERENCES aliases(id);