CREATE INDEX `incoming_whole` ON `incoming` (`at`) WHERE body is not null;--> statement-breakpoint
CREATE INDEX `sandbox_messages_at` ON `sandbox_messages` (`received_at`);