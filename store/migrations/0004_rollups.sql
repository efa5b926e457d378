-- Figures added up as events come in, so that a report need not read them again. Every column:
-- docs/database.md. Nothing here is known that the other tables do not say: all of it may be made
-- again from them.

-- Conversations whose share is not in `rollup`.
CREATE TABLE unrolled (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  PRIMARY KEY (shop, source, conversation)
) STRICT, WITHOUT ROWID;

-- What each of the others has added.
CREATE TABLE contribution (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  last_at INTEGER NOT NULL,
  share BLOB NOT NULL,
  PRIMARY KEY (shop, source, conversation)
) STRICT, WITHOUT ROWID;

CREATE TABLE rollup (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  split TEXT NOT NULL,
  day INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  key TEXT NOT NULL,
  channel TEXT NOT NULL,
  sums BLOB NOT NULL,
  PRIMARY KEY (shop, source, split, day, hour, key, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE label (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  PRIMARY KEY (shop, source, kind, key)
) STRICT, WITHOUT ROWID;

-- One row: by which settings the sums were counted, and how far they have been made.
CREATE TABLE rollup_state (
  id INTEGER PRIMARY KEY,
  counting TEXT NOT NULL,
  is_complete INTEGER NOT NULL,
  reached_shop TEXT NOT NULL,
  reached_source TEXT NOT NULL,
  reached_conversation TEXT NOT NULL
) STRICT;

INSERT INTO rollup_state VALUES (1, '', 0, '', '', '');
