CREATE INDEX `incoming_from` ON `incoming` (lower(from_address));--> statement-breakpoint
CREATE INDEX `sends_todo` ON `sends` (`at`) WHERE kind = 'task' and state = 'planned';--> statement-breakpoint
CREATE INDEX `sends_done` ON `sends` ((CASE WHEN settled_at IS NULL THEN at ELSE settled_at END)) WHERE kind = 'task' and state in ('done', 'withdrawn');--> statement-breakpoint
CREATE INDEX `sandbox_messages_send` ON `sandbox_messages` (`send_id`);--> statement-breakpoint
CREATE INDEX `suppressions_kind` ON `suppressions` (`kind`,`id`);