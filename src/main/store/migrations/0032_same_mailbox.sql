DROP INDEX `accounts_address`;--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_address` ON `accounts` (`address_key`,`kind`,CASE WHEN seat_id IS NULL THEN 0 ELSE seat_id END) WHERE deleted = 0;