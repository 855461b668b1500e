-- Two computers had written a contact down, each under a name of its own, and another was merged into it under the name that its
-- row bears no more: that one leads to the row again.
UPDATE contacts SET merged_into = (
  SELECT t.stays FROM twins t WHERE t.kind = 'contact' AND t.public_id = contacts.merged_into
)
WHERE merged_into IS NOT NULL AND merged_into IN (SELECT public_id FROM twins WHERE kind = 'contact');
