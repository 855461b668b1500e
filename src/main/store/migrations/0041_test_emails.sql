CREATE TABLE `test_emails` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`contact_id` integer,
	`message_id` text NOT NULL,
	`raw` blob,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `test_emails_contact` ON `test_emails` (`contact_id`);--> statement-breakpoint
CREATE INDEX `sends_tests` ON `sends` (`state`,`settled_at`,`sandbox`) WHERE kind = 'test';--> statement-breakpoint
-- whoever takes a contact out takes it out of what is kept of tests too
CREATE TRIGGER test_emails_contact_gone BEFORE DELETE ON contacts BEGIN
  UPDATE test_emails SET contact_id = NULL, raw = NULL WHERE contact_id = old.id;
END;
