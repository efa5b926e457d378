-- Every table, every column: docs/database.md. Keys begin with shop and source; times are UTC
-- milliseconds; enumerations are stored as the words the documents use. The two tables that grow
-- with every message keep their rows in order of arrival, which writes a third less than rows in
-- order of key; the others are stored in their keys.

CREATE TABLE source (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  events INTEGER NOT NULL,
  last_event_at INTEGER NOT NULL,
  PRIMARY KEY (shop, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  status TEXT NOT NULL,
  had_human_phase INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  closed_at INTEGER,
  channel TEXT NOT NULL,
  customer TEXT NOT NULL,
  owner TEXT NOT NULL,
  product TEXT NOT NULL,
  events INTEGER NOT NULL,
  newest_seq INTEGER NOT NULL,
  newest_at INTEGER NOT NULL,
  newest_event TEXT NOT NULL,
  PRIMARY KEY (shop, source, conversation)
) STRICT, WITHOUT ROWID;

CREATE INDEX conversation_by_close ON conversation (closed_at);
CREATE INDEX conversation_by_id ON conversation (conversation);

CREATE TABLE event (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  event TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  at INTEGER NOT NULL,
  conv_seq INTEGER NOT NULL,
  origin TEXT NOT NULL,
  stream TEXT NOT NULL,
  stream_seq INTEGER NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (shop, source, conversation, ordinal)
) STRICT;

CREATE UNIQUE INDEX event_by_id ON event (shop, source, event);

CREATE TABLE message (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  message TEXT NOT NULL,
  kind TEXT NOT NULL,
  revision INTEGER NOT NULL,
  event TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (shop, source, conversation, message, kind, revision)
) STRICT;

CREATE TABLE round (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  round INTEGER NOT NULL,
  state TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  answered_at INTEGER,
  ended_at INTEGER,
  wait_ms INTEGER,
  counted_ms INTEGER,
  owner TEXT NOT NULL,
  owner_at_end TEXT NOT NULL,
  responder TEXT NOT NULL,
  responder_is_bot INTEGER NOT NULL,
  closer TEXT NOT NULL,
  customer_messages INTEGER NOT NULL,
  in_window INTEGER NOT NULL,
  reason TEXT NOT NULL,
  product TEXT NOT NULL,
  phase INTEGER NOT NULL,
  phase_started_at INTEGER NOT NULL,
  merged_into TEXT NOT NULL,
  revision INTEGER NOT NULL,
  profile_version INTEGER NOT NULL,
  PRIMARY KEY (shop, source, conversation, opened_by)
) STRICT, WITHOUT ROWID;

CREATE TABLE nudge (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  opened_by TEXT NOT NULL,
  stage TEXT NOT NULL,
  is_escalation INTEGER NOT NULL,
  round INTEGER NOT NULL,
  suppressed TEXT NOT NULL,
  at INTEGER NOT NULL,
  stage_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  agent TEXT NOT NULL,
  profile_version INTEGER NOT NULL,
  PRIMARY KEY (shop, source, conversation, opened_by, stage, is_escalation)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  message TEXT NOT NULL,
  message_revision INTEGER NOT NULL,
  rule TEXT NOT NULL,
  rule_set TEXT NOT NULL,
  pack TEXT NOT NULL,
  level TEXT NOT NULL,
  action TEXT NOT NULL,
  view TEXT NOT NULL,
  spans TEXT NOT NULL,
  at INTEGER NOT NULL,
  agent TEXT NOT NULL,
  is_withdrawn INTEGER NOT NULL,
  PRIMARY KEY (shop, source, conversation, message, message_revision, rule, rule_set)
) STRICT, WITHOUT ROWID;

CREATE INDEX finding_by_time ON finding (at);

CREATE TABLE anomaly (
  ordinal INTEGER PRIMARY KEY,
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  event TEXT NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE INDEX anomaly_by_time ON anomaly (at);

CREATE TABLE gap (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (shop, source, from_at, to_at, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
  shop TEXT NOT NULL,
  source TEXT NOT NULL,
  conversation TEXT NOT NULL,
  draft TEXT NOT NULL,
  revision INTEGER NOT NULL,
  agent TEXT NOT NULL,
  action TEXT NOT NULL,
  rules TEXT NOT NULL,
  choice TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (shop, source, conversation, draft, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursor (
  source TEXT NOT NULL,
  stream TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (source)
) STRICT, WITHOUT ROWID;

CREATE TABLE profile (
  version INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  author TEXT NOT NULL,
  reason TEXT NOT NULL,
  data TEXT NOT NULL
) STRICT;

CREATE TABLE audit_log (
  ordinal INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;

CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;

CREATE TRIGGER audit_log_is_never_shortened BEFORE DELETE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;
