CREATE TABLE `address_claims` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`address_key` text NOT NULL,
	`place` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
