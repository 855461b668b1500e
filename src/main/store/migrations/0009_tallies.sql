CREATE INDEX `sends_left` ON `sends` (`batch_id`,`sandbox`,`claimed_at`) WHERE state = 'sent';--> statement-breakpoint
CREATE TABLE send_tally (
  batch_id integer NOT NULL,
  state text NOT NULL,
  sandbox integer NOT NULL,
  step integer NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (batch_id, state, sandbox, step)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE planned_tally (
  account_id integer NOT NULL,
  held integer NOT NULL,
  paused integer NOT NULL,
  replan integer NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (account_id, held, paused, replan)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE enrollment_tally (
  sequence_id integer NOT NULL,
  sandbox integer NOT NULL,
  state text NOT NULL,
  emails integer NOT NULL,
  n integer NOT NULL,
  PRIMARY KEY (sequence_id, sandbox, state, emails)
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO send_tally SELECT coalesce(batch_id, 0), state, sandbox, step, count(*) FROM sends GROUP BY 1, 2, 3, 4;
--> statement-breakpoint
INSERT INTO planned_tally SELECT account_id, held, paused, replan, count(*) FROM sends WHERE state || '' = 'planned'
GROUP BY 1, 2, 3, 4;
--> statement-breakpoint
INSERT INTO enrollment_tally SELECT sequence_id, sandbox, state, emails, count(*) FROM enrollments GROUP BY 1, 2, 3, 4;
--> statement-breakpoint
CREATE TRIGGER send_tally_added AFTER INSERT ON sends BEGIN
  INSERT INTO send_tally VALUES (coalesce(new.batch_id, 0), new.state, new.sandbox, new.step, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER send_tally_changed AFTER UPDATE OF state, batch_id, sandbox, step ON sends
WHEN old.state <> new.state OR old.batch_id IS NOT new.batch_id OR old.sandbox <> new.sandbox OR old.step <> new.step
BEGIN
  UPDATE send_tally SET n = n - 1
    WHERE batch_id = coalesce(old.batch_id, 0) AND state = old.state AND sandbox = old.sandbox AND step = old.step;
  INSERT INTO send_tally VALUES (coalesce(new.batch_id, 0), new.state, new.sandbox, new.step, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER send_tally_removed AFTER DELETE ON sends BEGIN
  UPDATE send_tally SET n = n - 1
    WHERE batch_id = coalesce(old.batch_id, 0) AND state = old.state AND sandbox = old.sandbox AND step = old.step;
END;
--> statement-breakpoint
CREATE TRIGGER planned_tally_added AFTER INSERT ON sends WHEN new.state = 'planned' BEGIN
  INSERT INTO planned_tally VALUES (new.account_id, new.held, new.paused, new.replan, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER planned_tally_left AFTER UPDATE OF state, account_id, held, paused, replan ON sends
WHEN old.state = 'planned' AND (new.state <> 'planned' OR old.account_id <> new.account_id OR old.held <> new.held
  OR old.paused <> new.paused OR old.replan <> new.replan)
BEGIN
  UPDATE planned_tally SET n = n - 1
    WHERE account_id = old.account_id AND held = old.held AND paused = old.paused AND replan = old.replan;
END;
--> statement-breakpoint
CREATE TRIGGER planned_tally_joined AFTER UPDATE OF state, account_id, held, paused, replan ON sends
WHEN new.state = 'planned' AND (old.state <> 'planned' OR old.account_id <> new.account_id OR old.held <> new.held
  OR old.paused <> new.paused OR old.replan <> new.replan)
BEGIN
  INSERT INTO planned_tally VALUES (new.account_id, new.held, new.paused, new.replan, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER planned_tally_removed AFTER DELETE ON sends WHEN old.state = 'planned' BEGIN
  UPDATE planned_tally SET n = n - 1
    WHERE account_id = old.account_id AND held = old.held AND paused = old.paused AND replan = old.replan;
END;
--> statement-breakpoint
CREATE TRIGGER enrollment_tally_added AFTER INSERT ON enrollments BEGIN
  INSERT INTO enrollment_tally VALUES (new.sequence_id, new.sandbox, new.state, new.emails, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER enrollment_tally_changed AFTER UPDATE OF sequence_id, sandbox, state, emails ON enrollments
WHEN old.sequence_id <> new.sequence_id OR old.sandbox <> new.sandbox OR old.state <> new.state
  OR old.emails <> new.emails
BEGIN
  UPDATE enrollment_tally SET n = n - 1
    WHERE sequence_id = old.sequence_id AND sandbox = old.sandbox AND state = old.state AND emails = old.emails;
  INSERT INTO enrollment_tally VALUES (new.sequence_id, new.sandbox, new.state, new.emails, 1)
    ON CONFLICT DO UPDATE SET n = n + 1;
END;
--> statement-breakpoint
CREATE TRIGGER enrollment_tally_removed AFTER DELETE ON enrollments BEGIN
  UPDATE enrollment_tally SET n = n - 1
    WHERE sequence_id = old.sequence_id AND sandbox = old.sandbox AND state = old.state AND emails = old.emails;
END;
