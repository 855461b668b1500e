ALTER TABLE `enrollments` ADD `away_until` integer;--> statement-breakpoint
CREATE INDEX `sends_message` ON `sends` (`message_id`) WHERE message_id is not null;--> statement-breakpoint
CREATE INDEX `sends_server_message` ON `sends` (`server_message_id`) WHERE server_message_id is not null;