ALTER TABLE `enrollments` ADD `sender_device` text;--> statement-breakpoint
ALTER TABLE `enrollments` ADD `home` text;--> statement-breakpoint
ALTER TABLE `sends` ADD `epoch` integer;--> statement-breakpoint
ALTER TABLE `accounts` ADD `homes` text;--> statement-breakpoint
ALTER TABLE `accounts` ADD `handing_epoch` integer;