CREATE INDEX `twins_name` ON `twins` (`public_id`);--> statement-breakpoint
CREATE INDEX `twins_stays` ON `twins` (`kind`,`stays`);--> statement-breakpoint
-- An engagement that goes on under another version of its sequence is told too: its home sends that text.
CREATE TRIGGER shared_batches_moved AFTER UPDATE OF version_id ON batches WHEN new.sandbox = 0 AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id);
END;
