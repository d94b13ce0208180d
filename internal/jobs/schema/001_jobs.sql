CREATE TABLE job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  once TEXT UNIQUE,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  due BIGINT NOT NULL,
  lease BIGINT NOT NULL,
  node TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  message TEXT NOT NULL,
  created BIGINT NOT NULL,
  ended BIGINT
);
CREATE INDEX job_ready ON job (state, due, id);
