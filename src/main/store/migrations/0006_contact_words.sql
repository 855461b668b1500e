CREATE TABLE contact_tags (
  tag text NOT NULL,
  contact_id integer NOT NULL,
  PRIMARY KEY (tag, contact_id)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE VIRTUAL TABLE contact_words USING fts5(
  words, content='', contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 2"
);
--> statement-breakpoint
CREATE TRIGGER contacts_added AFTER INSERT ON contacts BEGIN
  INSERT INTO contact_words (rowid, words) VALUES (new.id, coalesce(new.first_name, '') || ' ' ||
    coalesce(new.last_name, '') || ' ' || coalesce(new.company, '') || ' ' || new.address || ' ' || new.tags);
  INSERT INTO contact_tags (tag, contact_id) SELECT DISTINCT value, new.id FROM json_each(new.tags) WHERE new.tags <> '[]';
END;
--> statement-breakpoint
CREATE TRIGGER contacts_reworded AFTER UPDATE OF first_name, last_name, company, address, tags ON contacts
WHEN old.first_name IS NOT new.first_name OR old.last_name IS NOT new.last_name OR old.company IS NOT new.company
  OR old.address IS NOT new.address OR old.tags IS NOT new.tags
BEGIN
  DELETE FROM contact_words WHERE rowid = old.id;
  INSERT INTO contact_words (rowid, words) VALUES (new.id, coalesce(new.first_name, '') || ' ' ||
    coalesce(new.last_name, '') || ' ' || coalesce(new.company, '') || ' ' || new.address || ' ' || new.tags);
END;
--> statement-breakpoint
CREATE TRIGGER contacts_retagged AFTER UPDATE OF tags ON contacts WHEN old.tags IS NOT new.tags BEGIN
  DELETE FROM contact_tags WHERE contact_id = old.id AND tag IN (SELECT value FROM json_each(old.tags));
  INSERT INTO contact_tags (tag, contact_id) SELECT DISTINCT value, new.id FROM json_each(new.tags);
END;
--> statement-breakpoint
CREATE TRIGGER contacts_removed AFTER DELETE ON contacts BEGIN
  DELETE FROM contact_words WHERE rowid = old.id;
  DELETE FROM contact_tags WHERE contact_id = old.id AND tag IN (SELECT value FROM json_each(old.tags));
END;
--> statement-breakpoint
INSERT INTO contact_words (rowid, words) SELECT id, coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' ||
  coalesce(company, '') || ' ' || address || ' ' || tags FROM contacts;
--> statement-breakpoint
INSERT INTO contact_tags (tag, contact_id) SELECT DISTINCT t.value, c.id FROM contacts c, json_each(c.tags) t
WHERE c.tags <> '[]';
