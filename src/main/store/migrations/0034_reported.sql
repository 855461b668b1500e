DROP INDEX `sends_left`;--> statement-breakpoint
CREATE INDEX `sends_domain` ON `sends` (`domain`,`at`,`state`,`sandbox`,`kind`) WHERE state in ('sent', 'refused', 'unsure');--> statement-breakpoint
CREATE INDEX `sends_tasks` ON `sends` (`batch_id`,`state`,`at`,`account_id`) WHERE kind = 'task';--> statement-breakpoint
CREATE INDEX `sends_left` ON `sends` (`batch_id`,`sandbox`,`claimed_at`,`enrollment_id`) WHERE state = 'sent';--> statement-breakpoint
DROP TRIGGER send_tally_added;--> statement-breakpoint
DROP TRIGGER send_tally_changed;--> statement-breakpoint
DROP TRIGGER send_tally_removed;--> statement-breakpoint
DROP TABLE send_tally;--> statement-breakpoint
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
) WITHOUT ROWID;--> statement-breakpoint
INSERT INTO send_tally SELECT coalesce(batch_id, 0), state, sandbox, step, account_id, coalesce(variant, ''), kind, count(*)
  FROM sends GROUP BY 1, 2, 3, 4, 5, 6, 7;--> statement-breakpoint
CREATE TRIGGER send_tally_added AFTER INSERT ON sends BEGIN
  INSERT INTO send_tally VALUES (coalesce(new.batch_id, 0), new.state, new.sandbox, new.step, new.account_id,
    coalesce(new.variant, ''), new.kind, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;--> statement-breakpoint
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
END;--> statement-breakpoint
CREATE TRIGGER send_tally_removed AFTER DELETE ON sends BEGIN
  UPDATE send_tally SET n = n - 1
    WHERE batch_id = coalesce(old.batch_id, 0) AND state = old.state AND sandbox = old.sandbox AND step = old.step
      AND account_id = old.account_id AND variant = coalesce(old.variant, '') AND kind = old.kind;
END;
