CREATE TABLE `import_refusals` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`import_id` integer NOT NULL,
	`line` integer NOT NULL,
	`column` text,
	`reason` text NOT NULL,
	`message` text NOT NULL,
	`cells` text NOT NULL,
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `import_refusals_import` ON `import_refusals` (`import_id`,`id`);--> statement-breakpoint
ALTER TABLE `contacts` ADD `name_key` text GENERATED ALWAYS AS (coalesce(nullif(lower(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))), ''), char(1114111))) VIRTUAL;--> statement-breakpoint
ALTER TABLE `contacts` ADD `company_key` text GENERATED ALWAYS AS (coalesce(nullif(lower(company), ''), char(1114111))) VIRTUAL;--> statement-breakpoint
ALTER TABLE `contacts` ADD `owner_key` text GENERATED ALWAYS AS (lower(nullif(trim(owner), ''))) VIRTUAL;--> statement-breakpoint
CREATE INDEX `contacts_name` ON `contacts` (`name_key`,`id`);--> statement-breakpoint
CREATE INDEX `contacts_company` ON `contacts` (`company_key`,`id`);--> statement-breakpoint
CREATE INDEX `contacts_domain` ON `contacts` (`domain`);--> statement-breakpoint
CREATE INDEX `contacts_owner` ON `contacts` (`owner_key`) WHERE owner_key is not null;--> statement-breakpoint
CREATE INDEX `contacts_deleted` ON `contacts` (`id`) WHERE deleted = 1;--> statement-breakpoint
ALTER TABLE `imports` ADD `columns` text;