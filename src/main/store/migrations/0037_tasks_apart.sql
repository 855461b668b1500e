DROP INDEX `sends_batch`;--> statement-breakpoint
DROP INDEX `sends_at`;--> statement-breakpoint
DROP INDEX `sends_calendar`;--> statement-breakpoint
CREATE INDEX `sends_batch` ON `sends` (`batch_id`,`state`,`sandbox`,`at`,`claimed_at`,`kind`);--> statement-breakpoint
CREATE INDEX `sends_at` ON `sends` (`at`,`kind`);--> statement-breakpoint
CREATE INDEX `sends_calendar` ON `sends` (`at`,`state`,`account_id`,`batch_id`,`step`,`sandbox`,`kind`);--> statement-breakpoint
DROP TRIGGER planned_tally_added;--> statement-breakpoint
DROP TRIGGER planned_tally_left;--> statement-breakpoint
DROP TRIGGER planned_tally_joined;--> statement-breakpoint
DROP TRIGGER planned_tally_removed;--> statement-breakpoint
CREATE TRIGGER planned_tally_added AFTER INSERT ON sends WHEN new.state = 'planned' AND new.kind <> 'task' BEGIN
  INSERT INTO planned_tally VALUES (new.account_id, new.held, new.paused, new.replan, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;--> statement-breakpoint
CREATE TRIGGER planned_tally_left AFTER UPDATE OF state, account_id, held, paused, replan, kind ON sends
WHEN old.kind <> 'task' AND old.state = 'planned' AND (new.kind = 'task' OR new.state <> 'planned' OR old.account_id <> new.account_id
  OR old.held <> new.held OR old.paused <> new.paused OR old.replan <> new.replan)
BEGIN
  UPDATE planned_tally SET n = n - 1
    WHERE account_id = old.account_id AND held = old.held AND paused = old.paused AND replan = old.replan;
END;--> statement-breakpoint
CREATE TRIGGER planned_tally_joined AFTER UPDATE OF state, account_id, held, paused, replan, kind ON sends
WHEN new.kind <> 'task' AND new.state = 'planned' AND (old.kind = 'task' OR old.state <> 'planned' OR old.account_id <> new.account_id
  OR old.held <> new.held OR old.paused <> new.paused OR old.replan <> new.replan)
BEGIN
  INSERT INTO planned_tally VALUES (new.account_id, new.held, new.paused, new.replan, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;--> statement-breakpoint
CREATE TRIGGER planned_tally_removed AFTER DELETE ON sends WHEN old.state = 'planned' AND old.kind <> 'task' BEGIN
  UPDATE planned_tally SET n = n - 1
    WHERE account_id = old.account_id AND held = old.held AND paused = old.paused AND replan = old.replan;
END;
