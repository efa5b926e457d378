-- Rule sets, who published which and when, and what reviewers made of findings. Every column:
-- docs/database.md.

ALTER TABLE finding ADD COLUMN is_trial INTEGER NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN for_review INTEGER NOT NULL DEFAULT 0;
-- Of findings made before, only what is looked at by default whatever the rule is known.
UPDATE finding SET for_review = 1 WHERE level IN ('major', 'critical');

CREATE TABLE rule_set (
  rule_set TEXT NOT NULL,
  pack TEXT NOT NULL,
  source TEXT NOT NULL,
  PRIMARY KEY (rule_set, pack)
) STRICT;

CREATE TABLE publication (
  publication INTEGER PRIMARY KEY,
  rule_set TEXT NOT NULL,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  restores INTEGER
) STRICT;

CREATE TABLE review (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  message TEXT NOT NULL,
  message_revision INTEGER NOT NULL,
  rule TEXT NOT NULL,
  revision INTEGER NOT NULL,
  rule_set TEXT NOT NULL,
  verdict TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  note TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (shop, source, conversation, message, message_revision, rule, revision)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER rule_set_is_never_changed BEFORE UPDATE ON rule_set
BEGIN
  SELECT RAISE(ABORT, 'rule_set is append-only');
END;

CREATE TRIGGER rule_set_is_never_shortened BEFORE DELETE ON rule_set
BEGIN
  SELECT RAISE(ABORT, 'rule_set is append-only');
END;

CREATE TRIGGER publication_is_never_changed BEFORE UPDATE ON publication
BEGIN
  SELECT RAISE(ABORT, 'publication is append-only');
END;

CREATE TRIGGER publication_is_never_shortened BEFORE DELETE ON publication
BEGIN
  SELECT RAISE(ABORT, 'publication is append-only');
END;
