-- What a statement says of conflicts goes for its triggers, too: one with ON CONFLICT DO UPDATE made their INSERT OR IGNORE fail on a row
-- that was marked already, and took back all that it was written with. Their own ON CONFLICT stays theirs.
DROP TRIGGER shared_workspace_changed;--> statement-breakpoint
CREATE TRIGGER shared_workspace_changed AFTER UPDATE OF name, zone, windows, holidays, days_off, policy, shared_since ON workspace WHEN new.shared_since IS NOT NULL AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('workspace', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_seats_added;--> statement-breakpoint
CREATE TRIGGER shared_seats_added AFTER INSERT ON seats WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('seat', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_seats_changed;--> statement-breakpoint
CREATE TRIGGER shared_seats_changed AFTER UPDATE OF name, address, role, state, mailbox_limit, delegates, deleted, hlc, public_id ON seats WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('seat', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_devices_added;--> statement-breakpoint
CREATE TRIGGER shared_devices_added AFTER INSERT ON devices WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('device', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_devices_changed;--> statement-breakpoint
CREATE TRIGGER shared_devices_changed AFTER UPDATE OF seat_id, name, signing_key, sealing_key, state, last_chunk, deleted, hlc, public_id ON devices WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('device', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_invitations_added;--> statement-breakpoint
CREATE TRIGGER shared_invitations_added AFTER INSERT ON invitations WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('invitation', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_invitations_changed;--> statement-breakpoint
CREATE TRIGGER shared_invitations_changed AFTER UPDATE OF state, used_by, expires_at, deleted, hlc, public_id ON invitations WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('invitation', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_groups_added;--> statement-breakpoint
CREATE TRIGGER shared_groups_added AFTER INSERT ON groups WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('group', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_groups_changed;--> statement-breakpoint
CREATE TRIGGER shared_groups_changed AFTER UPDATE OF name, deleted, hlc, public_id ON groups WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('group', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_accounts_added;--> statement-breakpoint
CREATE TRIGGER shared_accounts_added AFTER INSERT ON accounts WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('account', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_aliases_added;--> statement-breakpoint
CREATE TRIGGER shared_aliases_added AFTER INSERT ON aliases WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('alias', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_aliases_changed;--> statement-breakpoint
CREATE TRIGGER shared_aliases_changed AFTER UPDATE OF account_id, address, name, deleted, hlc, public_id ON aliases WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('alias', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_domains_added;--> statement-breakpoint
CREATE TRIGGER shared_domains_added AFTER INSERT ON domains WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('domain', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_domains_changed;--> statement-breakpoint
CREATE TRIGGER shared_domains_changed AFTER UPDATE OF name, dkim_selector, dkim_public, dkim_next_selector, dkim_next_public, dkim_retired_selector, tracking_host, deleted, hlc, public_id ON domains WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('domain', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_shares_added;--> statement-breakpoint
CREATE TRIGGER shared_shares_added AFTER INSERT ON shares WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('share', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_shares_changed;--> statement-breakpoint
CREATE TRIGGER shared_shares_changed AFTER UPDATE OF share, sealed, epoch, lease_until, state, deleted, hlc, public_id ON shares WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('share', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_mailbox_requests_added;--> statement-breakpoint
CREATE TRIGGER shared_mailbox_requests_added AFTER INSERT ON mailbox_requests WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('mailbox_request', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_mailbox_requests_changed;--> statement-breakpoint
CREATE TRIGGER shared_mailbox_requests_changed AFTER UPDATE OF address, note, state, permits_role, permits_more, decided_by, decided_at, reason, account_id, deleted, hlc, public_id ON mailbox_requests WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('mailbox_request', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_limit_requests_added;--> statement-breakpoint
CREATE TRIGGER shared_limit_requests_added AFTER INSERT ON limit_requests WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('limit_request', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_limit_requests_changed;--> statement-breakpoint
CREATE TRIGGER shared_limit_requests_changed AFTER UPDATE OF wanted, note, state, granted, decided_by, decided_at, reason, deleted, hlc, public_id ON limit_requests WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('limit_request', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_grants_added;--> statement-breakpoint
CREATE TRIGGER shared_grants_added AFTER INSERT ON grants WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('grant', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_grants_changed;--> statement-breakpoint
CREATE TRIGGER shared_grants_changed AFTER UPDATE OF state, expires_at, decided_at, reason, deleted, hlc, public_id ON grants WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('grant', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_suppressions_added;--> statement-breakpoint
CREATE TRIGGER shared_suppressions_added AFTER INSERT ON suppressions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('suppression', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_suppressions_changed;--> statement-breakpoint
CREATE TRIGGER shared_suppressions_changed AFTER UPDATE OF kind, value, reason, source, deleted, hlc, public_id ON suppressions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('suppression', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_sequences_added;--> statement-breakpoint
CREATE TRIGGER shared_sequences_added AFTER INSERT ON sequences WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('sequence', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_sequences_changed;--> statement-breakpoint
CREATE TRIGGER shared_sequences_changed AFTER UPDATE OF name, paused, paused_by, archived, deleted, hlc, public_id ON sequences WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('sequence', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_sequence_versions_added;--> statement-breakpoint
CREATE TRIGGER shared_sequence_versions_added AFTER INSERT ON sequence_versions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('sequence_version', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_sequence_versions_changed;--> statement-breakpoint
CREATE TRIGGER shared_sequence_versions_changed AFTER UPDATE OF steps, public_id ON sequence_versions WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('sequence_version', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_incoming_added;--> statement-breakpoint
CREATE TRIGGER shared_incoming_added AFTER INSERT ON incoming WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('incoming', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_incoming_changed;--> statement-breakpoint
CREATE TRIGGER shared_incoming_changed AFTER UPDATE OF kind, state, send_id, enrollment_id, contact_id, undone_by, seen_at, deleted, hlc, public_id ON incoming WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('incoming', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_contacts_added;--> statement-breakpoint
CREATE TRIGGER shared_contacts_added AFTER INSERT ON contacts WHEN new.import_id IS NULL AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_batches_added;--> statement-breakpoint
CREATE TRIGGER shared_batches_added AFTER INSERT ON batches WHEN new.sandbox = 0 AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_batches_live;--> statement-breakpoint
CREATE TRIGGER shared_batches_live AFTER UPDATE OF state ON batches WHEN new.sandbox = 0 AND old.state <> 'live' AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id) ON CONFLICT DO NOTHING;
  INSERT INTO shared_ranges (kind, after, upto) SELECT 'enrollment', min(id) - 1, max(id) FROM enrollments
    WHERE batch_id = new.id HAVING count(*) > 0;
END;--> statement-breakpoint
DROP TRIGGER shared_enrollments_added;--> statement-breakpoint
CREATE TRIGGER shared_enrollments_added AFTER INSERT ON enrollments WHEN new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('enrollment', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_batches_moved;--> statement-breakpoint
CREATE TRIGGER shared_batches_moved AFTER UPDATE OF version_id ON batches WHEN new.sandbox = 0 AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_snippets_added;--> statement-breakpoint
CREATE TRIGGER shared_snippets_added AFTER INSERT ON snippets WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('snippet', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_snippets_changed;--> statement-breakpoint
CREATE TRIGGER shared_snippets_changed AFTER UPDATE OF name, html, seat_id, deleted, hlc, public_id ON snippets WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('snippet', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_contact_fields_added;--> statement-breakpoint
CREATE TRIGGER shared_contact_fields_added AFTER INSERT ON contact_fields WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact_field', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_contact_fields_changed;--> statement-breakpoint
CREATE TRIGGER shared_contact_fields_changed AFTER UPDATE OF name, label, type, options, position, deleted, hlc, public_id ON contact_fields WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact_field', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_contact_notes_added;--> statement-breakpoint
CREATE TRIGGER shared_contact_notes_added AFTER INSERT ON contact_notes WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact_note', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_contact_notes_changed;--> statement-breakpoint
CREATE TRIGGER shared_contact_notes_changed AFTER UPDATE OF contact_id, seat_id, text, changed_at, deleted, hlc, public_id ON contact_notes WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact_note', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_accounts_changed;--> statement-breakpoint
CREATE TRIGGER shared_accounts_changed AFTER UPDATE OF kind, seat_id, label, address, name, reply_to, signature, signature_html, zone, smtp, imap, signed_in, ramp, tracking_domain, group_id, limits, per_utc_day, min_gap, weight, paused, home_device, epoch, handing_to, deleted, hlc, public_id ON accounts WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('account', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_contacts_changed;--> statement-breakpoint
CREATE TRIGGER shared_contacts_changed AFTER UPDATE OF address, first_name, last_name, company, owner, zone, fields, tags, merged_into, deleted, hlc, public_id ON contacts WHEN (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('contact', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_batches_changed;--> statement-breakpoint
CREATE TRIGGER shared_batches_changed AFTER UPDATE OF paused, per_day, per_hour, start, windows, days_off, holidays, zone, ends, deleted, hlc, public_id ON batches WHEN new.sandbox = 0 AND new.state = 'live' AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('engagement', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_sends_added;--> statement-breakpoint
CREATE TRIGGER shared_sends_added AFTER INSERT ON sends WHEN new.state IN ('sent', 'refused', 'unsure', 'withdrawn', 'done') AND new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('send', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_sends_changed;--> statement-breakpoint
CREATE TRIGGER shared_sends_changed AFTER UPDATE OF state, settled_at, public_id ON sends WHEN (new.state IN ('sent', 'refused', 'unsure', 'withdrawn', 'done') OR new.state = 'planned' AND old.state IN ('unsure', 'withdrawn', 'done')) AND new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('send', new.id) ON CONFLICT DO NOTHING;
END;--> statement-breakpoint
DROP TRIGGER shared_enrollments_changed;--> statement-breakpoint
CREATE TRIGGER shared_enrollments_changed AFTER UPDATE OF account_id, alias_id, emails, state, reason, away_until, texts, holds, deleted, hlc, public_id ON enrollments WHEN new.sandbox = 0 AND (SELECT shared_since FROM workspace) IS NOT NULL BEGIN
  INSERT INTO shared_dirty (kind, row_id) VALUES ('enrollment', new.id) ON CONFLICT DO NOTHING;
END;
