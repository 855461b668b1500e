-- up to 0059_merge_rules, made from the migrations: vitest run test/store/fresh.test.ts -u
CREATE TABLE `accounts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`kind` text NOT NULL,
	`seat_id` integer,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`name` text,
	`reply_to` text,
	`signature` text,
	`zone` text,
	`smtp` text,
	`has_secret` integer DEFAULT false NOT NULL,
	`limits` text NOT NULL,
	`per_utc_day` integer,
	`min_gap` integer DEFAULT 0 NOT NULL,
	`weight` integer DEFAULT 1 NOT NULL,
	`state` text NOT NULL,
	`state_reason` text,
	`out_kind` text,
	`resume_at` integer,
	`paused` integer DEFAULT false NOT NULL,
	`home_device` text NOT NULL,
	`epoch` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL, `label` text, `imap` text, `has_imap_secret` integer DEFAULT false NOT NULL, `signed_in` text, `ramp` text, `tracking_domain` text, `group_id` integer REFERENCES groups(id), `handing_to` text, `homes` text, `handing_epoch` integer, `signature_html` text, `secret_name` text,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `accounts_public_id_unique` ON `accounts` (`public_id`);
CREATE TABLE `api_keys` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`used_at` integer, `bound` text,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `api_keys_public_id_unique` ON `api_keys` (`public_id`);
CREATE UNIQUE INDEX `api_keys_hash_unique` ON `api_keys` (`hash`);
CREATE TABLE `contact_updates` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`import_id` integer NOT NULL,
	`contact_id` integer NOT NULL,
	`values` text NOT NULL, `before` text,
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `contact_updates_import` ON `contact_updates` (`import_id`);
CREATE TABLE `contacts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`domain` text NOT NULL,
	`first_name` text,
	`last_name` text,
	`company` text,
	`owner` text,
	`zone` text,
	`fields` text NOT NULL,
	`tags` text NOT NULL,
	`import_id` integer,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL, `name_key` text GENERATED ALWAYS AS (coalesce(nullif(lower(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))), ''), char(1114111))) VIRTUAL, `company_key` text GENERATED ALWAYS AS (coalesce(nullif(lower(company), ''), char(1114111))) VIRTUAL, `owner_key` text GENERATED ALWAYS AS (lower(nullif(trim(owner), ''))) VIRTUAL, `zone_guess` text, `zone_from` text, `merged_into` text,
	FOREIGN KEY (`import_id`) REFERENCES `imports`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `contacts_public_id_unique` ON `contacts` (`public_id`);
CREATE UNIQUE INDEX `contacts_address_key_unique` ON `contacts` (`address_key`);
CREATE TABLE `idempotency` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`api_key_id` integer NOT NULL,
	`key` text NOT NULL,
	`request` text NOT NULL,
	`status` integer,
	`body` text,
	`headers` text,
	`created_at` integer NOT NULL
);
CREATE UNIQUE INDEX `idempotency_key` ON `idempotency` (`api_key_id`,`key`);
CREATE TABLE `imports` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`file` text NOT NULL,
	`state` text NOT NULL,
	`after_contact` integer NOT NULL,
	`rows` integer DEFAULT 0 NOT NULL,
	`imported` integer DEFAULT 0 NOT NULL,
	`updated` integer DEFAULT 0 NOT NULL,
	`refused` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL
, `columns` text, `undone_at` integer, `seat_id` integer REFERENCES seats(id));
CREATE UNIQUE INDEX `imports_public_id_unique` ON `imports` (`public_id`);
CREATE TABLE `journal` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`text` text NOT NULL,
	`data` text NOT NULL
);
CREATE TABLE `sandbox_messages` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`send_id` text,
	`sender` text NOT NULL,
	`recipients` text NOT NULL,
	`subject` text NOT NULL,
	`raw` blob NOT NULL,
	`received_at` integer NOT NULL
);
CREATE UNIQUE INDEX `sandbox_messages_public_id_unique` ON `sandbox_messages` (`public_id`);
CREATE TABLE `seats` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`role` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
, `mailbox_limit` integer, `delegates` integer DEFAULT false NOT NULL);
CREATE UNIQUE INDEX `seats_public_id_unique` ON `seats` (`public_id`);
CREATE UNIQUE INDEX `seats_address_key_unique` ON `seats` (`address_key`);
CREATE TABLE `suppressions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`reason` text NOT NULL,
	`source` text NOT NULL,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
);
CREATE UNIQUE INDEX `suppressions_public_id_unique` ON `suppressions` (`public_id`);
CREATE UNIQUE INDEX `suppressions_value` ON `suppressions` (`kind`,`value`);
CREATE TABLE `workspace` (
	`id` integer PRIMARY KEY NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`zone` text NOT NULL,
	`windows` text NOT NULL,
	`holidays` text,
	`days_off` text NOT NULL,
	`policy` text NOT NULL,
	`message_key` blob NOT NULL,
	`device` text NOT NULL,
	`seed` integer NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`stopped` integer DEFAULT false NOT NULL,
	`hlc` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL
, `shared_since` integer, `root` text, `joining` text, `merge_rules` integer DEFAULT 0 NOT NULL);
CREATE UNIQUE INDEX `workspace_public_id_unique` ON `workspace` (`public_id`);
CREATE TABLE `attachments` (
	`hash` text PRIMARY KEY NOT NULL,
	`content` blob NOT NULL
);
CREATE TABLE `attempts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`send_id` integer NOT NULL,
	`started_at` integer NOT NULL,
	`data_started_at` integer,
	`ended_at` integer,
	`outcome` text,
	`code` integer,
	`reply` text, `queued_as` text, `host` text,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `attempts_send` ON `attempts` (`send_id`);
CREATE UNIQUE INDEX `attempts_live` ON `attempts` (`send_id`) WHERE ended_at is null;
CREATE INDEX `attempts_open_end` ON `attempts` (`started_at`) WHERE outcome in ('broken', 'interrupted') and data_started_at is not null;
CREATE TABLE `batches` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`sequence_id` integer NOT NULL,
	`version_id` integer NOT NULL,
	`seat_id` integer NOT NULL,
	`assign` text NOT NULL,
	`start` integer NOT NULL,
	`per_day` integer,
	`per_hour` integer,
	`zone` text NOT NULL,
	`windows` text NOT NULL,
	`holidays` text,
	`days_off` text NOT NULL,
	`use_contact_zone` integer DEFAULT false NOT NULL,
	`seed` integer NOT NULL,
	`sandbox` integer DEFAULT false NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL, `group_id` integer REFERENCES groups(id), `state` text DEFAULT 'live' NOT NULL, `ends` text, `joins` integer REFERENCES batches(id),
	FOREIGN KEY (`sequence_id`) REFERENCES `sequences`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`version_id`) REFERENCES `sequence_versions`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `batches_public_id_unique` ON `batches` (`public_id`);
CREATE TABLE `enrollments` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`batch_id` integer NOT NULL,
	`sequence_id` integer NOT NULL,
	`contact_id` integer NOT NULL,
	`account_id` integer NOT NULL,
	`position` integer NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`sandbox` integer DEFAULT false NOT NULL,
	`enrolled_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL, `emails` integer DEFAULT 0 NOT NULL, `alias_id` integer REFERENCES aliases(id), `away_until` integer, `sender_device` text, `home` text, `texts` text, `holds` text,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`sequence_id`) REFERENCES `sequences`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `enrollments_public_id_unique` ON `enrollments` (`public_id`);
CREATE UNIQUE INDEX `enrollments_active` ON `enrollments` (`contact_id`) WHERE state in ('pending', 'active', 'paused') and sandbox = 0;
CREATE INDEX `enrollments_batch` ON `enrollments` (`batch_id`,`position`);
CREATE INDEX `enrollments_contact` ON `enrollments` (`contact_id`);
CREATE TABLE `outgoing` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`raw` blob NOT NULL,
	`hash` text NOT NULL,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE TABLE `sends` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`kind` text NOT NULL,
	`enrollment_id` integer,
	`step` integer NOT NULL,
	`account_id` integer NOT NULL,
	`batch_id` integer,
	`contact_id` integer,
	`address` text NOT NULL,
	`domain` text NOT NULL,
	`state` text NOT NULL,
	`due` integer NOT NULL,
	`slot` integer NOT NULL,
	`at` integer NOT NULL,
	`by_hand` integer,
	`held` integer DEFAULT false NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`replan` integer DEFAULT false NOT NULL,
	`retry_at` integer,
	`tries` integer DEFAULT 0 NOT NULL,
	`reason` text,
	`why` text,
	`message_id` text,
	`server_message_id` text,
	`subject` text,
	`claimed_at` integer,
	`data_started_at` integer,
	`date_at` integer,
	`settled_at` integer,
	`reply` text,
	`sandbox` integer DEFAULT false NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL, `alias_id` integer REFERENCES aliases(id), `review` text, `epoch` integer, `variant` text,
	FOREIGN KEY (`enrollment_id`) REFERENCES `enrollments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`batch_id`) REFERENCES `batches`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `sends_public_id_unique` ON `sends` (`public_id`);
CREATE UNIQUE INDEX `sends_step` ON `sends` (`enrollment_id`,`step`);
CREATE INDEX `sends_due` ON `sends` (`account_id`,`at`) WHERE state = 'planned' and held = 0 and paused = 0 and replan = 0;
CREATE INDEX `sends_replan` ON `sends` (`id`) WHERE state = 'planned' and replan = 1;
CREATE INDEX `sends_counted` ON `sends` (`account_id`,`claimed_at`) WHERE state in ('sending', 'sent', 'unsure');
CREATE INDEX `sends_open` ON `sends` (`state`) WHERE state in ('sending', 'unsure');
CREATE TABLE `sequence_versions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`sequence_id` integer NOT NULL,
	`version` integer NOT NULL,
	`steps` text NOT NULL,
	`created_at` integer NOT NULL, `public_id` text,
	FOREIGN KEY (`sequence_id`) REFERENCES `sequences`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `sequence_versions_version` ON `sequence_versions` (`sequence_id`,`version`);
CREATE TABLE `sequences` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
, `archived` integer DEFAULT false NOT NULL, `paused_by` text);
CREATE UNIQUE INDEX `sequences_public_id_unique` ON `sequences` (`public_id`);
CREATE TABLE `views` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`screen` text NOT NULL,
	`name` text NOT NULL,
	`query` text NOT NULL,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `views_public_id_unique` ON `views` (`public_id`);
CREATE UNIQUE INDEX `views_name` ON `views` (`seat_id`,`screen`,`name`) WHERE deleted = 0;
CREATE INDEX `enrollments_report` ON `enrollments` (`sequence_id`,`sandbox`,`id`);
CREATE INDEX `enrollments_sender` ON `enrollments` (`sequence_id`,`sandbox`,`account_id`);
CREATE INDEX `enrollments_sequence` ON `enrollments` (`sequence_id`,`state`,`sandbox`);
CREATE TABLE `looks` (
	`seat_id` integer PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `sends_state` ON `sends` ((state || ''),`at`);
CREATE INDEX `sends_account` ON `sends` ((account_id + 0),(state || ''),`at`);
CREATE INDEX `sends_contact` ON `sends` (`contact_id`,`at`);
CREATE INDEX `sends_aside` ON `sends` (`at`) WHERE state = 'planned' and (held = 1 or paused = 1 or replan = 2);
CREATE INDEX `sends_moved` ON `sends` (`at`) WHERE state = 'planned' and (reason is not null or by_hand is not null);
CREATE INDEX `sends_settled` ON `sends` (`state`,`settled_at`,`sandbox`) WHERE settled_at is not null;
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
CREATE INDEX `import_refusals_import` ON `import_refusals` (`import_id`,`id`);
CREATE INDEX `contacts_name` ON `contacts` (`name_key`,`id`);
CREATE INDEX `contacts_company` ON `contacts` (`company_key`,`id`);
CREATE INDEX `contacts_domain` ON `contacts` (`domain`);
CREATE INDEX `contacts_owner` ON `contacts` (`owner_key`) WHERE owner_key is not null;
CREATE INDEX `contacts_deleted` ON `contacts` (`id`) WHERE deleted = 1;
CREATE TABLE contact_tags (
  tag text NOT NULL,
  contact_id integer NOT NULL,
  PRIMARY KEY (tag, contact_id)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE contact_words USING fts5(
  words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2"
);
CREATE TRIGGER contacts_added AFTER INSERT ON contacts BEGIN
  INSERT INTO contact_words (rowid, words) VALUES (new.id, coalesce(new.first_name, '') || ' ' ||
    coalesce(new.last_name, '') || ' ' || coalesce(new.company, '') || ' ' || new.address || ' ' || new.tags);
  INSERT INTO contact_tags (tag, contact_id) SELECT DISTINCT value, new.id FROM json_each(new.tags) WHERE new.tags <> '[]';
END;
CREATE TRIGGER contacts_reworded AFTER UPDATE OF first_name, last_name, company, address, tags ON contacts
WHEN old.first_name IS NOT new.first_name OR old.last_name IS NOT new.last_name OR old.company IS NOT new.company
  OR old.address IS NOT new.address OR old.tags IS NOT new.tags
BEGIN
  DELETE FROM contact_words WHERE rowid = old.id;
  INSERT INTO contact_words (rowid, words) VALUES (new.id, coalesce(new.first_name, '') || ' ' ||
    coalesce(new.last_name, '') || ' ' || coalesce(new.company, '') || ' ' || new.address || ' ' || new.tags);
END;
CREATE TRIGGER contacts_retagged AFTER UPDATE OF tags ON contacts WHEN old.tags IS NOT new.tags BEGIN
  DELETE FROM contact_tags WHERE contact_id = old.id AND tag IN (SELECT value FROM json_each(old.tags));
  INSERT INTO contact_tags (tag, contact_id) SELECT DISTINCT value, new.id FROM json_each(new.tags);
END;
CREATE TRIGGER contacts_removed AFTER DELETE ON contacts BEGIN
  DELETE FROM contact_words WHERE rowid = old.id;
  DELETE FROM contact_tags WHERE contact_id = old.id AND tag IN (SELECT value FROM json_each(old.tags));
END;
CREATE VIRTUAL TABLE contact_vocab USING fts5vocab(contact_words, instance);
CREATE TABLE planned_tally (
  account_id integer NOT NULL,
  held integer NOT NULL,
  paused integer NOT NULL,
  replan integer NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (account_id, held, paused, replan)
) WITHOUT ROWID;
CREATE TABLE enrollment_tally (
  sequence_id integer NOT NULL,
  sandbox integer NOT NULL,
  state text NOT NULL,
  emails integer NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (sequence_id, sandbox, state, emails)
) WITHOUT ROWID;
CREATE TRIGGER enrollment_tally_added AFTER INSERT ON enrollments BEGIN
  INSERT INTO enrollment_tally VALUES (new.sequence_id, new.sandbox, new.state, new.emails, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER enrollment_tally_changed AFTER UPDATE OF sequence_id, sandbox, state, emails ON enrollments
WHEN old.sequence_id <> new.sequence_id OR old.sandbox <> new.sandbox OR old.state <> new.state
  OR old.emails <> new.emails
BEGIN
  UPDATE enrollment_tally SET n = n - 1
    WHERE sequence_id = old.sequence_id AND sandbox = old.sandbox AND state = old.state AND emails = old.emails;
  INSERT INTO enrollment_tally VALUES (new.sequence_id, new.sandbox, new.state, new.emails, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER enrollment_tally_removed AFTER DELETE ON enrollments BEGIN
  UPDATE enrollment_tally SET n = n - 1
    WHERE sequence_id = old.sequence_id AND sandbox = old.sandbox AND state = old.state AND emails = old.emails;
END;
CREATE TABLE `account_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`words` text NOT NULL,
	`data` text NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `account_events_account` ON `account_events` (`account_id`,`at`);
CREATE TABLE `aliases` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`account_id` integer NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`name` text,
	`created_at` integer NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `aliases_public_id_unique` ON `aliases` (`public_id`);
CREATE UNIQUE INDEX `aliases_address` ON `aliases` (`address_key`) WHERE deleted = 0;
CREATE TABLE `domains` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`dkim_selector` text,
	`dkim_public` text,
	`has_dkim_key` integer DEFAULT false NOT NULL,
	`tracking_host` text,
	`checks` text NOT NULL,
	`checked_at` integer,
	`trouble` text,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
, `dkim_next_selector` text, `dkim_next_public` text, `dkim_retired_selector` text, `secret_name` text);
CREATE UNIQUE INDEX `domains_public_id_unique` ON `domains` (`public_id`);
CREATE UNIQUE INDEX `domains_name` ON `domains` (`name`) WHERE deleted = 0;
CREATE TABLE `folder_cursors` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`purpose` text NOT NULL,
	`folder` text NOT NULL,
	`uid_validity` text NOT NULL,
	`uid_next` integer NOT NULL,
	`read_at` integer,
	`trouble` text, `good_until` integer,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `folder_cursors_folder` ON `folder_cursors` (`account_id`,`purpose`);
CREATE TABLE `limit_requests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`kind` text NOT NULL,
	`seat_id` integer NOT NULL,
	`wanted` integer NOT NULL,
	`note` text,
	`state` text NOT NULL,
	`granted` integer,
	`decided_by` integer,
	`decided_at` integer,
	`reason` text,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `limit_requests_public_id_unique` ON `limit_requests` (`public_id`);
CREATE TABLE `mailbox_requests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`asked_by` integer NOT NULL,
	`address` text NOT NULL,
	`address_key` text NOT NULL,
	`note` text,
	`state` text NOT NULL,
	`permits_role` integer DEFAULT false NOT NULL,
	`permits_more` integer DEFAULT false NOT NULL,
	`decided_by` integer,
	`decided_at` integer,
	`reason` text,
	`account_id` integer,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`asked_by`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`decided_by`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `mailbox_requests_public_id_unique` ON `mailbox_requests` (`public_id`);
CREATE INDEX `mailbox_requests_state` ON `mailbox_requests` (`state`,`created_at`);
CREATE TABLE `outside_sends` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`at` integer NOT NULL,
	`uid_validity` text NOT NULL,
	`uid` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `outside_sends_uid` ON `outside_sends` (`account_id`,`uid_validity`,`uid`);
CREATE INDEX `outside_sends_at` ON `outside_sends` (`account_id`,`at`);
CREATE TABLE `sign_in_clients` (
	`provider` text PRIMARY KEY NOT NULL,
	`client` text NOT NULL,
	`has_secret` integer DEFAULT false NOT NULL,
	`tenant` text,
	`updated_at` integer NOT NULL
);
CREATE TABLE `groups` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
);
CREATE UNIQUE INDEX `groups_public_id_unique` ON `groups` (`public_id`);
CREATE UNIQUE INDEX `groups_name` ON `groups` (`name_key`) WHERE deleted = 0;
CREATE INDEX `enrollments_account` ON `enrollments` (`account_id`,`state`);
CREATE INDEX `batches_unfinished` ON `batches` (`state`) WHERE state <> 'live';
CREATE TABLE `inbox_folders` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` integer NOT NULL,
	`folder` text NOT NULL,
	`uid_validity` text NOT NULL,
	`uid_next` integer NOT NULL,
	`read_at` integer,
	`trouble` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `inbox_folders_folder` ON `inbox_folders` (`account_id`,`folder`);
CREATE TABLE `incoming` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`account_id` integer,
	`message_key` text NOT NULL,
	`folder` text,
	`uid_validity` text,
	`uid` integer,
	`at` integer NOT NULL,
	`from_address` text NOT NULL,
	`from_name` text,
	`subject` text NOT NULL,
	`kind` text NOT NULL,
	`hard` integer DEFAULT false NOT NULL,
	`recipients` text NOT NULL,
	`return_date` text,
	`text` text,
	`body` text,
	`evidence` text NOT NULL,
	`send_id` integer,
	`enrollment_id` integer,
	`contact_id` integer,
	`state` text NOT NULL,
	`effects` text NOT NULL,
	`decided_at` integer NOT NULL,
	`undone_by` text,
	`undone_at` integer,
	`seen_at` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL, `feedback` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`enrollment_id`) REFERENCES `enrollments`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `incoming_public_id_unique` ON `incoming` (`public_id`);
CREATE UNIQUE INDEX `incoming_message` ON `incoming` (`account_id`,`message_key`);
CREATE INDEX `incoming_at` ON `incoming` (`at`,`id`);
CREATE INDEX `incoming_kind` ON `incoming` (`kind`,`at`);
CREATE INDEX `incoming_account` ON `incoming` (`account_id`,`at`);
CREATE INDEX `incoming_contact` ON `incoming` (`contact_id`,`at`);
CREATE INDEX `incoming_enrollment` ON `incoming` (`enrollment_id`);
CREATE INDEX `incoming_send` ON `incoming` (`send_id`);
CREATE INDEX `incoming_unseen` ON `incoming` (`at`) WHERE seen_at is null;
CREATE TABLE `sent_copies` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`account_id` integer NOT NULL,
	`raw` blob NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_at` integer NOT NULL,
	`trouble` text,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `sent_copies_due` ON `sent_copies` (`next_at`);
CREATE TABLE `unsure_looks` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_at` integer,
	`evidence` text NOT NULL,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `unsure_looks_due` ON `unsure_looks` (`next_at`);
CREATE TABLE `clicks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`send_id` integer NOT NULL,
	`target` text NOT NULL,
	`counted` integer DEFAULT false NOT NULL,
	`why` text,
	`agent` text NOT NULL,
	`times` integer DEFAULT 1 NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `clicks_link` ON `clicks` (`send_id`,`counted`,`target`);
CREATE INDEX `sends_message` ON `sends` (`message_id`) WHERE message_id is not null;
CREATE INDEX `sends_server_message` ON `sends` (`server_message_id`) WHERE server_message_id is not null;
CREATE TABLE `filing` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`server` text NOT NULL,
	`files_sent` integer,
	`missed` integer DEFAULT 0 NOT NULL,
	`folder` text,
	`trouble` text,
	`given_up` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE TABLE `rate_levels` (
	`subject` text PRIMARY KEY NOT NULL,
	`levels` text NOT NULL,
	`at` integer NOT NULL
);
CREATE INDEX `sends_rates` ON `sends` (`account_id`,`claimed_at`,`alias_id`,`sandbox`,`kind`) WHERE state = 'sent';
CREATE INDEX `incoming_counts` ON `incoming` (`deleted`,`kind`,`seen_at`);
CREATE TABLE `chunks` (
	`device` text NOT NULL,
	`number` integer NOT NULL,
	`hash` text NOT NULL,
	`header` text NOT NULL,
	`signature` text NOT NULL,
	`bodies` blob NOT NULL,
	`changes` integer NOT NULL,
	`at` text NOT NULL,
	`state` text NOT NULL,
	PRIMARY KEY(`device`, `number`)
);
CREATE INDEX `chunks_waiting` ON `chunks` (`state`) WHERE state = 'waiting';
CREATE TABLE `devices` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`name` text NOT NULL,
	`signing_key` text NOT NULL,
	`sealing_key` text NOT NULL,
	`state` text NOT NULL,
	`last_chunk` integer,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `devices_public_id_unique` ON `devices` (`public_id`);
CREATE UNIQUE INDEX `devices_signing_key_unique` ON `devices` (`signing_key`);
CREATE INDEX `devices_seat` ON `devices` (`seat_id`);
CREATE TABLE `exchanges` (
	`device` text PRIMARY KEY NOT NULL,
	`holds` text NOT NULL,
	`sent_at` integer,
	`heard_at` integer
);
CREATE TABLE `grants` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`owner_id` integer NOT NULL,
	`delegate_id` integer NOT NULL,
	`origin` text NOT NULL,
	`state` text NOT NULL,
	`expires_at` integer NOT NULL,
	`decided_at` integer,
	`reason` text,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`owner_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`delegate_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `grants_public_id_unique` ON `grants` (`public_id`);
CREATE UNIQUE INDEX `grants_open` ON `grants` (`owner_id`,`delegate_id`) WHERE state in ('pending', 'active') and deleted = 0;
CREATE INDEX `grants_delegate` ON `grants` (`delegate_id`,`state`);
CREATE TABLE `guard` (
	`id` integer PRIMARY KEY NOT NULL,
	`counter` integer NOT NULL,
	`machine` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`since` integer,
	`evidence` text NOT NULL
, `name` text DEFAULT '' NOT NULL, `mark` text DEFAULT '' NOT NULL, `mark_before` text DEFAULT '' NOT NULL, `clock_accepted` integer DEFAULT 0 NOT NULL);
CREATE TABLE `invitations` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`key` text NOT NULL,
	`expires_at` integer NOT NULL,
	`state` text NOT NULL,
	`used_by` text,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `invitations_public_id_unique` ON `invitations` (`public_id`);
CREATE TABLE `letters` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`nonce` text NOT NULL,
	`direction` text NOT NULL,
	`purpose` text NOT NULL,
	`grant_id` text NOT NULL,
	`text` text NOT NULL,
	`state` text NOT NULL,
	`reason` text,
	`send_id` integer,
	`incoming_id` integer,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL
);
CREATE UNIQUE INDEX `letters_public_id_unique` ON `letters` (`public_id`);
CREATE UNIQUE INDEX `letters_nonce_unique` ON `letters` (`nonce`);
CREATE INDEX `letters_grant` ON `letters` (`grant_id`);
CREATE TABLE `merge_notes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`what` text NOT NULL,
	`device` text NOT NULL,
	`author` text,
	`kind` text,
	`subject` text,
	`words` text NOT NULL,
	`data` text NOT NULL,
	`about` text NOT NULL
);
CREATE UNIQUE INDEX `merge_notes_about_unique` ON `merge_notes` (`about`);
CREATE INDEX `merge_notes_at` ON `merge_notes` (`at`);
CREATE TABLE `shared_dirty` (
	`kind` text NOT NULL,
	`row_id` integer NOT NULL, `public_id` text,
	PRIMARY KEY(`kind`, `row_id`)
);
CREATE TABLE `shared_rows` (
	`kind` text NOT NULL,
	`public_id` text NOT NULL,
	`fields` text NOT NULL,
	`clock` text NOT NULL,
	`clocks` text,
	`gone` text,
	`waits` integer DEFAULT false NOT NULL, `author` text,
	PRIMARY KEY(`kind`, `public_id`)
);
CREATE INDEX `shared_rows_waits` ON `shared_rows` (`kind`) WHERE waits = 1;
CREATE TABLE `shares` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`account_id` integer NOT NULL,
	`for_device` text NOT NULL,
	`share` integer NOT NULL,
	`sealed` text,
	`epoch` integer NOT NULL,
	`lease_until` integer NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `shares_public_id_unique` ON `shares` (`public_id`);
CREATE TABLE `twins` (
	`kind` text NOT NULL,
	`public_id` text NOT NULL,
	`stays` text NOT NULL,
	PRIMARY KEY(`kind`, `public_id`)
);
CREATE UNIQUE INDEX `sequence_versions_public_id_unique` ON `sequence_versions` (`public_id`);
CREATE TRIGGER sequence_versions_named AFTER INSERT ON sequence_versions WHEN NEW.public_id IS NULL BEGIN
  UPDATE sequence_versions SET public_id = lower(hex(randomblob(10))) WHERE id = NEW.id;
END;
CREATE TABLE `shared_folder` (
	`id` integer PRIMARY KEY NOT NULL,
	`path` text NOT NULL,
	`number` integer DEFAULT 0 NOT NULL,
	`wrote` text NOT NULL,
	`recipients` text DEFAULT '' NOT NULL,
	`wrote_at` integer,
	`looked_at` integer,
	`trouble` text,
	`seen` text NOT NULL
);
CREATE TABLE `erasures` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`subjects` text NOT NULL,
	`device` text DEFAULT '' NOT NULL,
	`number` integer DEFAULT 0 NOT NULL
);
CREATE TABLE `shared_ranges` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`after` integer NOT NULL,
	`upto` integer NOT NULL
);
CREATE TRIGGER shared_imports_decided AFTER UPDATE OF state ON imports WHEN old.state = 'running' AND new.state IN ('applying', 'done') AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_ranges (kind, after, upto) SELECT 'contact', new.after_contact, coalesce(max(id), 0) FROM contacts;
END;
CREATE TRIGGER shared_suppressions_removed AFTER DELETE ON suppressions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id, public_id) VALUES ('suppression', old.id, old.public_id)
    ON CONFLICT (kind, row_id) DO UPDATE SET public_id = excluded.public_id;
END;
CREATE TRIGGER shared_sequence_versions_removed AFTER DELETE ON sequence_versions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id, public_id) VALUES ('sequence_version', old.id, old.public_id)
    ON CONFLICT (kind, row_id) DO UPDATE SET public_id = excluded.public_id;
END;
CREATE INDEX `chunks_at` ON `chunks` (`at`,`device`,`number`,`changes`);
CREATE TABLE `facts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`device` text NOT NULL,
	`number` integer NOT NULL,
	`place` integer NOT NULL,
	`seen` text NOT NULL,
	`body` text NOT NULL,
	`token` text NOT NULL
);
CREATE UNIQUE INDEX `facts_place` ON `facts` (`device`,`number`,`place`);
CREATE INDEX `twins_name` ON `twins` (`public_id`);
CREATE INDEX `twins_stays` ON `twins` (`kind`,`stays`);
CREATE UNIQUE INDEX `accounts_address` ON `accounts` (`address_key`,`kind`,CASE WHEN seat_id IS NULL THEN 0 ELSE seat_id END) WHERE deleted = 0;
CREATE TABLE `contact_fields` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`label` text NOT NULL,
	`type` text NOT NULL,
	`options` text,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL
);
CREATE UNIQUE INDEX `contact_fields_public_id_unique` ON `contact_fields` (`public_id`);
CREATE UNIQUE INDEX `contact_fields_name` ON `contact_fields` (`name`) WHERE deleted = 0;
CREATE TABLE `contact_notes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`contact_id` integer NOT NULL,
	`seat_id` integer NOT NULL,
	`text` text NOT NULL,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `contact_notes_public_id_unique` ON `contact_notes` (`public_id`);
CREATE INDEX `contact_notes_contact` ON `contact_notes` (`contact_id`,`id`);
CREATE TABLE `import_mappings` (
	`headings` text PRIMARY KEY NOT NULL,
	`mapping` text NOT NULL,
	`used_at` integer NOT NULL
);
CREATE TABLE `calendar_feeds` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`name` text NOT NULL,
	`token_hash` text NOT NULL,
	`accounts` text,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `calendar_feeds_public_id_unique` ON `calendar_feeds` (`public_id`);
CREATE UNIQUE INDEX `calendar_feeds_token_hash_unique` ON `calendar_feeds` (`token_hash`);
CREATE TABLE `webhook_deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`webhook_id` integer NOT NULL,
	`event_id` text NOT NULL,
	`event` text NOT NULL,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_at` integer NOT NULL,
	`code` integer,
	`trouble` text,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	FOREIGN KEY (`webhook_id`) REFERENCES `webhooks`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `webhook_deliveries_public_id_unique` ON `webhook_deliveries` (`public_id`);
CREATE UNIQUE INDEX `webhook_deliveries_event` ON `webhook_deliveries` (`webhook_id`,`event_id`);
CREATE INDEX `webhook_deliveries_due` ON `webhook_deliveries` (`next_at`) WHERE state = 'waiting';
CREATE INDEX `webhook_deliveries_list` ON `webhook_deliveries` (`webhook_id`,`id`);
CREATE TABLE `webhooks` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`seat_id` integer NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`events` text NOT NULL,
	`allow_private` integer DEFAULT false NOT NULL,
	`paused` integer DEFAULT false NOT NULL,
	`failing_since` integer,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `webhooks_public_id_unique` ON `webhooks` (`public_id`);
CREATE TABLE `snippets` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`html` text NOT NULL,
	`seat_id` integer,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`author` text,
	`device` text NOT NULL,
	`hlc` text NOT NULL,
	`deleted` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `snippets_public_id_unique` ON `snippets` (`public_id`);
CREATE INDEX `sends_domain` ON `sends` (`domain`,`at`,`state`,`sandbox`,`kind`) WHERE state in ('sent', 'refused', 'unsure');
CREATE INDEX `sends_tasks` ON `sends` (`batch_id`,`state`,`at`,`account_id`) WHERE kind = 'task';
CREATE INDEX `sends_left` ON `sends` (`batch_id`,`sandbox`,`claimed_at`,`enrollment_id`) WHERE state = 'sent';
CREATE TABLE send_tally (
  batch_id integer NOT NULL,
  state text NOT NULL,
  sandbox integer NOT NULL,
  step integer NOT NULL,
  account_id integer NOT NULL,
  variant text NOT NULL,
  kind text NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (batch_id, state, sandbox, step, account_id, variant, kind)
) WITHOUT ROWID;
CREATE TRIGGER send_tally_added AFTER INSERT ON sends BEGIN
  INSERT INTO send_tally VALUES (coalesce(new.batch_id, 0), new.state, new.sandbox, new.step, new.account_id,
    coalesce(new.variant, ''), new.kind, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER send_tally_changed AFTER UPDATE OF state, batch_id, sandbox, step, account_id, variant, kind ON sends
WHEN old.state <> new.state OR old.batch_id IS NOT new.batch_id OR old.sandbox <> new.sandbox OR old.step <> new.step
  OR old.account_id <> new.account_id OR old.variant IS NOT new.variant OR old.kind <> new.kind
BEGIN
  UPDATE send_tally SET n = n - 1
    WHERE batch_id = coalesce(old.batch_id, 0) AND state = old.state AND sandbox = old.sandbox AND step = old.step
      AND account_id = old.account_id AND variant = coalesce(old.variant, '') AND kind = old.kind;
  INSERT INTO send_tally VALUES (coalesce(new.batch_id, 0), new.state, new.sandbox, new.step, new.account_id,
    coalesce(new.variant, ''), new.kind, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER send_tally_removed AFTER DELETE ON sends BEGIN
  UPDATE send_tally SET n = n - 1
    WHERE batch_id = coalesce(old.batch_id, 0) AND state = old.state AND sandbox = old.sandbox AND step = old.step
      AND account_id = old.account_id AND variant = coalesce(old.variant, '') AND kind = old.kind;
END;
CREATE INDEX `contacts_placeless` ON `contacts` (`id`) WHERE zone is null and zone_guess is null;
CREATE INDEX `contacts_merged` ON `contacts` (`merged_into`) WHERE merged_into is not null;
CREATE INDEX `sends_batch` ON `sends` (`batch_id`,`state`,`sandbox`,`at`,`claimed_at`,`kind`);
CREATE INDEX `sends_at` ON `sends` (`at`,`kind`);
CREATE INDEX `sends_calendar` ON `sends` (`at`,`state`,`account_id`,`batch_id`,`step`,`sandbox`,`kind`);
CREATE TRIGGER planned_tally_added AFTER INSERT ON sends WHEN new.state = 'planned' AND new.kind <> 'task' BEGIN
  INSERT INTO planned_tally VALUES (new.account_id, new.held, new.paused, new.replan, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER planned_tally_left AFTER UPDATE OF state, account_id, held, paused, replan, kind ON sends
WHEN old.kind <> 'task' AND old.state = 'planned' AND (new.kind = 'task' OR new.state <> 'planned' OR old.account_id <> new.account_id
  OR old.held <> new.held OR old.paused <> new.paused OR old.replan <> new.replan)
BEGIN
  UPDATE planned_tally SET n = n - 1
    WHERE account_id = old.account_id AND held = old.held AND paused = old.paused AND replan = old.replan;
END;
CREATE TRIGGER planned_tally_joined AFTER UPDATE OF state, account_id, held, paused, replan, kind ON sends
WHEN new.kind <> 'task' AND new.state = 'planned' AND (old.kind = 'task' OR old.state <> 'planned' OR old.account_id <> new.account_id
  OR old.held <> new.held OR old.paused <> new.paused OR old.replan <> new.replan)
BEGIN
  INSERT INTO planned_tally VALUES (new.account_id, new.held, new.paused, new.replan, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER planned_tally_removed AFTER DELETE ON sends WHEN old.state = 'planned' AND old.kind <> 'task' BEGIN
  UPDATE planned_tally SET n = n - 1
    WHERE account_id = old.account_id AND held = old.held AND paused = old.paused AND replan = old.replan;
END;
CREATE INDEX `limit_requests_open` ON `limit_requests` (`kind`) WHERE state = 'pending' and deleted = 0;
CREATE INDEX `mailbox_requests_open` ON `mailbox_requests` (`address_key`) WHERE state in ('requested', 'approved') and deleted = 0;
CREATE INDEX `shares_device` ON `shares` (`account_id`,`for_device`);
CREATE INDEX `snippets_name` ON `snippets` (`name_key`,CASE WHEN seat_id IS NULL THEN 0 ELSE seat_id END) WHERE deleted = 0;
CREATE INDEX `enrollments_state` ON `enrollments` ((state || ''));
CREATE TABLE `letter_drafts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`seat_id` integer NOT NULL,
	`sequence_id` integer NOT NULL,
	`contact_id` integer NOT NULL,
	`step` integer NOT NULL,
	`base` text NOT NULL,
	`subject` text NOT NULL,
	`html` text,
	`text` text,
	`hash` text NOT NULL,
	`how` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`seat_id`) REFERENCES `seats`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`sequence_id`) REFERENCES `sequences`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `letter_drafts_one` ON `letter_drafts` (`seat_id`,`sequence_id`,`contact_id`,`step`);
CREATE INDEX `letter_drafts_contact` ON `letter_drafts` (`contact_id`);
CREATE TABLE `test_emails` (
	`send_id` integer PRIMARY KEY NOT NULL,
	`contact_id` integer,
	`message_id` text NOT NULL,
	`raw` blob,
	FOREIGN KEY (`send_id`) REFERENCES `sends`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact_id`) REFERENCES `contacts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `test_emails_contact` ON `test_emails` (`contact_id`);
CREATE INDEX `sends_tests` ON `sends` (`state`,`settled_at`,`sandbox`) WHERE kind = 'test';
CREATE TRIGGER test_emails_contact_gone BEFORE DELETE ON contacts BEGIN
  UPDATE test_emails SET contact_id = NULL, raw = NULL WHERE contact_id = old.id;
END;
CREATE TABLE `server_sizes` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`host` text NOT NULL,
	`port` integer NOT NULL,
	`bytes` integer NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE INDEX `incoming_from` ON `incoming` (lower(from_address));
CREATE INDEX `sends_todo` ON `sends` (`at`) WHERE kind = 'task' and state = 'planned';
CREATE INDEX `sends_done` ON `sends` ((CASE WHEN settled_at IS NULL THEN at ELSE settled_at END)) WHERE kind = 'task' and state in ('done', 'withdrawn');
CREATE INDEX `sandbox_messages_send` ON `sandbox_messages` (`send_id`);
CREATE INDEX `suppressions_kind` ON `suppressions` (`kind`,`id`);
CREATE INDEX `incoming_whole` ON `incoming` (`at`) WHERE body is not null;
CREATE INDEX `sandbox_messages_at` ON `sandbox_messages` (`received_at`);
CREATE INDEX `sends_review` ON `sends` (`account_id`) WHERE state = 'planned' and review is not null;
CREATE INDEX `webhook_deliveries_state` ON `webhook_deliveries` (`webhook_id`,`state`,`settled_at`,`event`);
CREATE INDEX `webhook_deliveries_settled` ON `webhook_deliveries` (`settled_at`) WHERE state <> 'waiting';
CREATE INDEX `enrollments_elsewhere` ON `enrollments` (`account_id`,`sender_device`) WHERE sender_device is not null;
CREATE TABLE `handed_in` (
	`attempt_id` integer PRIMARY KEY NOT NULL,
	`account_id` integer NOT NULL,
	`name` text NOT NULL,
	`after` text,
	`line` text NOT NULL,
	`leave_by` integer NOT NULL,
	`at` integer,
	FOREIGN KEY (`attempt_id`) REFERENCES `attempts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `handed_in_name_unique` ON `handed_in` (`name`);
CREATE INDEX `handed_in_account` ON `handed_in` (`account_id`);
CREATE INDEX `handed_in_waiting` ON `handed_in` (`attempt_id`) WHERE at is null;
CREATE TABLE `queue` (
	`id` integer PRIMARY KEY NOT NULL,
	`address` text NOT NULL,
	`has_password` integer DEFAULT false NOT NULL,
	`since` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`known_until` integer DEFAULT 0 NOT NULL
);
CREATE TABLE `queued_accounts` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	`ending` integer DEFAULT false NOT NULL,
	`told` text,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE TABLE `sender_grants` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`host_id` integer NOT NULL,
	`account_id` integer NOT NULL,
	`given_at` integer NOT NULL,
	FOREIGN KEY (`host_id`) REFERENCES `sender_hosts`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE no action
);
CREATE UNIQUE INDEX `sender_grants_once` ON `sender_grants` (`host_id`,`account_id`);
CREATE INDEX `sender_grants_account` ON `sender_grants` (`account_id`);
CREATE TABLE `sender_hosts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`public_id` text NOT NULL,
	`name` text NOT NULL,
	`key` text NOT NULL,
	`added_at` integer NOT NULL
);
CREATE UNIQUE INDEX `sender_hosts_public_id_unique` ON `sender_hosts` (`public_id`);
CREATE UNIQUE INDEX `sender_hosts_key_unique` ON `sender_hosts` (`key`);
CREATE INDEX `attempts_host` ON `attempts` (`host`,`ended_at`) WHERE host is not null and outcome = 'accepted';
CREATE UNIQUE INDEX `attempts_queued` ON `attempts` (`queued_as`) WHERE queued_as is not null;
CREATE INDEX `sends_progress` ON `sends` (`batch_id`,`step`,`state`,`variant`,`enrollment_id`) WHERE state <> 'sending';
CREATE TABLE `address_claims` (
	`account_id` integer PRIMARY KEY NOT NULL,
	`address_key` text NOT NULL,
	`place` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `accounts`(`id`) ON UPDATE no action ON DELETE cascade
);
CREATE TRIGGER shared_workspace_changed AFTER UPDATE OF name, zone, windows, holidays, days_off, policy, shared_since ON workspace WHEN new.shared_since IS NOT NULL AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('workspace', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_seats_added AFTER INSERT ON seats WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('seat', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_seats_changed AFTER UPDATE OF name, address, role, state, mailbox_limit, delegates, deleted, hlc, public_id ON seats WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('seat', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_devices_added AFTER INSERT ON devices WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('device', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_devices_changed AFTER UPDATE OF seat_id, name, signing_key, sealing_key, state, last_chunk, deleted, hlc, public_id ON devices WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('device', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_invitations_added AFTER INSERT ON invitations WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('invitation', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_invitations_changed AFTER UPDATE OF state, used_by, expires_at, deleted, hlc, public_id ON invitations WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('invitation', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_groups_added AFTER INSERT ON groups WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('group', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_groups_changed AFTER UPDATE OF name, deleted, hlc, public_id ON groups WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('group', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_accounts_added AFTER INSERT ON accounts WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('account', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_aliases_added AFTER INSERT ON aliases WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('alias', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_aliases_changed AFTER UPDATE OF account_id, address, name, deleted, hlc, public_id ON aliases WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('alias', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_domains_added AFTER INSERT ON domains WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('domain', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_domains_changed AFTER UPDATE OF name, dkim_selector, dkim_public, dkim_next_selector, dkim_next_public, dkim_retired_selector, tracking_host, deleted, hlc, public_id ON domains WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('domain', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_shares_added AFTER INSERT ON shares WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('share', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_shares_changed AFTER UPDATE OF share, sealed, epoch, lease_until, state, deleted, hlc, public_id ON shares WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('share', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_mailbox_requests_added AFTER INSERT ON mailbox_requests WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('mailbox_request', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_mailbox_requests_changed AFTER UPDATE OF address, note, state, permits_role, permits_more, decided_by, decided_at, reason, account_id, deleted, hlc, public_id ON mailbox_requests WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('mailbox_request', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_limit_requests_added AFTER INSERT ON limit_requests WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('limit_request', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_limit_requests_changed AFTER UPDATE OF wanted, note, state, granted, decided_by, decided_at, reason, deleted, hlc, public_id ON limit_requests WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('limit_request', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_grants_added AFTER INSERT ON grants WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('grant', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_grants_changed AFTER UPDATE OF state, expires_at, decided_at, reason, deleted, hlc, public_id ON grants WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('grant', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_suppressions_added AFTER INSERT ON suppressions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('suppression', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_suppressions_changed AFTER UPDATE OF kind, value, reason, source, deleted, hlc, public_id ON suppressions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('suppression', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_sequences_added AFTER INSERT ON sequences WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('sequence', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_sequences_changed AFTER UPDATE OF name, paused, paused_by, archived, deleted, hlc, public_id ON sequences WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('sequence', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_sequence_versions_added AFTER INSERT ON sequence_versions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('sequence_version', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_sequence_versions_changed AFTER UPDATE OF steps, public_id ON sequence_versions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('sequence_version', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_incoming_added AFTER INSERT ON incoming WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('incoming', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_incoming_changed AFTER UPDATE OF kind, state, send_id, enrollment_id, contact_id, undone_by, seen_at, deleted, hlc, public_id ON incoming WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('incoming', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_contacts_added AFTER INSERT ON contacts WHEN new.import_id IS NULL AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_batches_added AFTER INSERT ON batches WHEN new.sandbox = 0 AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_batches_live AFTER UPDATE OF state ON batches WHEN new.sandbox = 0 AND old.state <> 'live' AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id) ON CONFLICT DO NOTHING;
  INSERT INTO shared_ranges (kind, after, upto) SELECT 'enrollment', min(id) - 1, max(id) FROM enrollments
    WHERE batch_id = new.id HAVING count(*) > 0;
END;
CREATE TRIGGER shared_enrollments_added AFTER INSERT ON enrollments WHEN new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('enrollment', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_batches_moved AFTER UPDATE OF version_id ON batches WHEN new.sandbox = 0 AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_snippets_added AFTER INSERT ON snippets WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('snippet', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_snippets_changed AFTER UPDATE OF name, html, seat_id, deleted, hlc, public_id ON snippets WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('snippet', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_contact_fields_added AFTER INSERT ON contact_fields WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact_field', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_contact_fields_changed AFTER UPDATE OF name, label, type, options, position, deleted, hlc, public_id ON contact_fields WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact_field', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_contact_notes_added AFTER INSERT ON contact_notes WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact_note', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_contact_notes_changed AFTER UPDATE OF contact_id, seat_id, text, changed_at, deleted, hlc, public_id ON contact_notes WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact_note', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_accounts_changed AFTER UPDATE OF kind, seat_id, label, address, name, reply_to, signature, signature_html, zone, smtp, imap, signed_in, ramp, tracking_domain, group_id, limits, per_utc_day, min_gap, weight, paused, home_device, epoch, handing_to, deleted, hlc, public_id ON accounts WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('account', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_contacts_changed AFTER UPDATE OF address, first_name, last_name, company, owner, zone, fields, tags, merged_into, deleted, hlc, public_id ON contacts WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_batches_changed AFTER UPDATE OF paused, per_day, per_hour, start, windows, days_off, holidays, zone, ends, deleted, hlc, public_id ON batches WHEN new.sandbox = 0 AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_sends_added AFTER INSERT ON sends WHEN new.state IN ('sent', 'refused', 'unsure', 'withdrawn', 'done') AND new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('send', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_sends_changed AFTER UPDATE OF state, settled_at, public_id ON sends WHEN (new.state IN ('sent', 'refused', 'unsure', 'withdrawn', 'done') OR new.state = 'planned' AND old.state IN ('unsure', 'withdrawn', 'done')) AND new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('send', new.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER shared_enrollments_changed AFTER UPDATE OF account_id, alias_id, emails, state, reason, away_until, texts, holds, deleted, hlc, public_id ON enrollments WHEN new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('enrollment', new.id) ON CONFLICT DO NOTHING;
END;
