DROP TRIGGER shared_sends_changed;
--> statement-breakpoint
CREATE TRIGGER shared_sends_changed AFTER UPDATE OF state, settled_at, public_id ON sends WHEN (new.state IN ('sent', 'refused', 'unsure', 'withdrawn', 'done') OR new.state = 'planned' AND old.state IN ('unsure', 'withdrawn', 'done')) AND new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT OR IGNORE INTO shared_dirty (kind, row_id) VALUES ('send', new.id);
END;
