ALTER TABLE `enrollments` ADD `holds` text;
--> statement-breakpoint
-- What a person holds back is told, so that whoever planned it sees it.
DROP TRIGGER shared_enrollments_changed;
--> statement-breakpoint
CREATE TRIGGER shared_enrollments_changed AFTER UPDATE OF account_id, alias_id, emails, state, reason, away_until, texts, holds, deleted, hlc, public_id ON enrollments WHEN new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('enrollment', new.id);
END;
