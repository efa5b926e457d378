-- What customers wanted, by message. Every column: docs/database.md.

CREATE TABLE intent (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  message TEXT NOT NULL,
  intent TEXT NOT NULL,
  rule TEXT NOT NULL,
  rule_set TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (shop, source, conversation, message)
) STRICT, WITHOUT ROWID;
