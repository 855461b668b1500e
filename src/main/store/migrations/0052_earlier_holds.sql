-- What a person held back before holds were told is told now, where this computer sends it. What is held for a trouble of the
-- email's own or for a review says so in its reason or its review, and stays this computer's affair. Who held it isn't known any
-- more; it was held by the last time that was written down at the latest. (The computer's clock would make each try of this
-- another one, and one that was broken off must come to the same end.)
UPDATE enrollments SET holds = (
  SELECT json_group_object(CAST(s.step AS text), json_object('by', NULL, 'at', (SELECT CAST(substr(w.hlc, 1, 15) AS INTEGER) FROM workspace w)))
  FROM sends s JOIN accounts a ON a.id = s.account_id
  WHERE s.enrollment_id = enrollments.id AND s.state = 'planned' AND s.held = 1 AND s.review IS NULL AND s.reason IS NULL
    AND coalesce(enrollments.sender_device, a.home_device) = (SELECT device FROM workspace)
)
WHERE holds IS NULL AND sandbox = 0 AND id IN (
  SELECT s.enrollment_id FROM sends s INDEXED BY sends_aside
  JOIN accounts a ON a.id = s.account_id JOIN enrollments e ON e.id = s.enrollment_id
  WHERE s.state = 'planned' AND (s.held = 1 OR s.paused = 1 OR s.replan = 2) AND s.held = 1 AND s.review IS NULL
    AND s.reason IS NULL AND coalesce(e.sender_device, a.home_device) = (SELECT device FROM workspace)
);
