-- What supervisors were told of a shop as a whole. Every column: docs/database.md.
CREATE TABLE alert (
  shop TEXT NOT NULL,
  kind TEXT NOT NULL,
  began_at INTEGER NOT NULL,
  ended_at INTEGER,
  conversations INTEGER NOT NULL,
  usual INTEGER NOT NULL,
  weeks INTEGER NOT NULL,
  intent TEXT NOT NULL,
  intent_conversations INTEGER NOT NULL,
  intent_usual INTEGER NOT NULL,
  PRIMARY KEY (shop, kind, began_at)
) STRICT, WITHOUT ROWID;
