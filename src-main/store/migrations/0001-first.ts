import type { Migration } from './migration.ts';

export const first: Migration = {
  id: 1,
  name: 'first',
  sql: `
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE TABLE receipts (
  command_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  fault TEXT
) WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  pool INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  state INTEGER NOT NULL,
  due INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  at INTEGER NOT NULL,
  run_id TEXT,
  subject TEXT NOT NULL,
  boot TEXT
);
CREATE INDEX outbox_ready ON outbox (pool, priority, id) WHERE state = 0;
CREATE INDEX outbox_delayed ON outbox (due) WHERE state = 2;
CREATE TABLE outbox_paused (run_id TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE logs (
  attempt_id TEXT NOT NULL,
  line INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (attempt_id, line)
) WITHOUT ROWID;

CREATE TABLE projects (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  root TEXT NOT NULL UNIQUE,
  policy TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  profile TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL REFERENCES projects (id),
  title TEXT NOT NULL,
  policy TEXT NOT NULL,
  state TEXT NOT NULL,
  phase TEXT NOT NULL,
  unsandboxed INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  deadline_at INTEGER NOT NULL,
  paused_at INTEGER,
  ended_at INTEGER,
  fault TEXT
) WITHOUT ROWID;
CREATE INDEX runs_by_project ON runs (project_id);

CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  run_id TEXT NOT NULL REFERENCES runs (id),
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL,
  added_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_by_run ON documents (run_id);
CREATE TABLE requirements (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  document_id TEXT NOT NULL REFERENCES documents (id),
  key TEXT NOT NULL,
  state TEXT NOT NULL,
  coverage TEXT NOT NULL,
  coverage_note TEXT,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX requirements_by_key ON requirements (project_id, key);
CREATE INDEX requirements_by_run ON requirements (run_id);

CREATE TABLE plans (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  run_id TEXT NOT NULL REFERENCES runs (id),
  state TEXT NOT NULL,
  summary TEXT NOT NULL,
  name TEXT NOT NULL,
  total INTEGER NOT NULL,
  open INTEGER NOT NULL,
  done INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX plans_by_run ON plans (run_id);
CREATE TABLE tasks (
  id TEXT PRIMARY KEY,
  plan_id TEXT NOT NULL REFERENCES plans (id),
  run_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  state TEXT NOT NULL,
  key TEXT NOT NULL,
  kind TEXT NOT NULL,
  role TEXT NOT NULL,
  needs TEXT NOT NULL,
  priority TEXT NOT NULL,
  deps_left INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX tasks_by_key ON tasks (plan_id, key);
CREATE INDEX tasks_by_run ON tasks (run_id);
CREATE INDEX tasks_releasable ON tasks (plan_id, id) WHERE state = 'blocked' AND deps_left = 0;
CREATE TABLE task_deps (
  needs_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  PRIMARY KEY (needs_id, task_id)
) WITHOUT ROWID;

CREATE TABLE attempts (
  id TEXT PRIMARY KEY,
  task_id TEXT NOT NULL REFERENCES tasks (id),
  run_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  series INTEGER NOT NULL,
  agent_id TEXT NOT NULL,
  agent_reason TEXT NOT NULL,
  state TEXT NOT NULL,
  queued_at INTEGER NOT NULL,
  started_at INTEGER,
  ended_at INTEGER,
  feedback TEXT,
  fault TEXT,
  output TEXT
) WITHOUT ROWID;
CREATE INDEX attempts_by_task ON attempts (task_id);

CREATE TABLE checks (
  id TEXT PRIMARY KEY,
  attempt_id TEXT NOT NULL REFERENCES attempts (id),
  task_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  verdict TEXT NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX checks_by_attempt ON checks (attempt_id);
CREATE INDEX checks_by_run ON checks (run_id);

CREATE TABLE signals (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  type TEXT NOT NULL,
  raised_at INTEGER NOT NULL,
  body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX signals_by_run ON signals (run_id);
CREATE TABLE decisions (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  task_id TEXT,
  state TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  holds TEXT NOT NULL,
  answer TEXT
) WITHOUT ROWID;
CREATE INDEX decisions_open ON decisions (run_id) WHERE state = 'open';
CREATE INDEX decisions_by_run ON decisions (run_id);
CREATE TABLE capsules (
  id TEXT PRIMARY KEY,
  project_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  state TEXT NOT NULL,
  complete INTEGER NOT NULL,
  path TEXT NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  files INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX capsules_by_version ON capsules (project_id, version);
CREATE INDEX capsules_by_run ON capsules (run_id);
`,
};
