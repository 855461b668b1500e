DROP INDEX `limit_requests_open`;--> statement-breakpoint
CREATE INDEX `limit_requests_open` ON `limit_requests` (`kind`) WHERE state = 'pending' and deleted = 0;--> statement-breakpoint
DROP INDEX `mailbox_requests_open`;--> statement-breakpoint
CREATE INDEX `mailbox_requests_open` ON `mailbox_requests` (`address_key`) WHERE state in ('requested', 'approved') and deleted = 0;--> statement-breakpoint
DROP INDEX `shares_device`;--> statement-breakpoint
CREATE INDEX `shares_device` ON `shares` (`account_id`,`for_device`);--> statement-breakpoint
DROP INDEX `snippets_name`;--> statement-breakpoint
CREATE INDEX `snippets_name` ON `snippets` (`name_key`,CASE WHEN seat_id IS NULL THEN 0 ELSE seat_id END) WHERE deleted = 0;
--> statement-breakpoint
CREATE TRIGGER shared_snippets_added AFTER INSERT ON snippets WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('snippet', new.id);
END;
--> statement-breakpoint
CREATE TRIGGER shared_snippets_changed AFTER UPDATE OF name, html, seat_id, deleted, hlc, public_id ON snippets WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('snippet', new.id);
END;
--> statement-breakpoint
CREATE TRIGGER shared_contact_fields_added AFTER INSERT ON contact_fields WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('contact_field', new.id);
END;
--> statement-breakpoint
CREATE TRIGGER shared_contact_fields_changed AFTER UPDATE OF name, label, type, options, position, deleted, hlc, public_id ON contact_fields WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('contact_field', new.id);
END;
--> statement-breakpoint
CREATE TRIGGER shared_contact_notes_added AFTER INSERT ON contact_notes WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('contact_note', new.id);
END;
--> statement-breakpoint
CREATE TRIGGER shared_contact_notes_changed AFTER UPDATE OF contact_id, seat_id, text, changed_at, deleted, hlc, public_id ON contact_notes WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('contact_note', new.id);
END;
--> statement-breakpoint
DROP TRIGGER shared_accounts_changed;
--> statement-breakpoint
CREATE TRIGGER shared_accounts_changed AFTER UPDATE OF kind, seat_id, label, address, name, reply_to, signature, signature_html, zone, smtp, imap, signed_in, ramp, tracking_domain, group_id, limits, per_utc_day, min_gap, weight, paused, home_device, epoch, handing_to, deleted, hlc, public_id ON accounts WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('account', new.id);
END;
--> statement-breakpoint
DROP TRIGGER shared_contacts_changed;
--> statement-breakpoint
CREATE TRIGGER shared_contacts_changed AFTER UPDATE OF address, first_name, last_name, company, owner, zone, fields, tags, merged_into, deleted, hlc, public_id ON contacts WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('contact', new.id);
END;
--> statement-breakpoint
DROP TRIGGER shared_batches_changed;
--> statement-breakpoint
CREATE TRIGGER shared_batches_changed AFTER UPDATE OF paused, per_day, per_hour, start, windows, days_off, holidays, zone, ends, deleted, hlc, public_id ON batches WHEN new.sandbox = 0 AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id);
END;
--> statement-breakpoint
DROP TRIGGER shared_enrollments_changed;
--> statement-breakpoint
CREATE TRIGGER shared_enrollments_changed AFTER UPDATE OF account_id, alias_id, emails, state, reason, away_until, texts, deleted, hlc, public_id ON enrollments WHEN new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('enrollment', new.id);
END;
--> statement-breakpoint
DROP TRIGGER shared_sends_added;
--> statement-breakpoint
CREATE TRIGGER shared_sends_added AFTER INSERT ON sends WHEN new.state IN ('sent', 'refused', 'unsure', 'withdrawn', 'done') AND new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('send', new.id);
END;
--> statement-breakpoint
DROP TRIGGER shared_sends_changed;
--> statement-breakpoint
CREATE TRIGGER shared_sends_changed AFTER UPDATE OF state, settled_at, public_id ON sends WHEN new.state IN ('sent', 'refused', 'unsure', 'withdrawn', 'done') AND new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('send', new.id);
END;