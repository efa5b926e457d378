-- Measures from outside that reports show beside the shop's own. Every column: docs/database.md.
CREATE TABLE benchmark (
  ordinal INTEGER PRIMARY KEY,
  metric TEXT NOT NULL,
  cut TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  name TEXT NOT NULL,
  from_day INTEGER,
  to_day INTEGER
) STRICT;
