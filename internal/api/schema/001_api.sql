-- Answers kept for repeated requests with the same Idempotency-Key.
CREATE TABLE idempotency (
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  request BLOB NOT NULL,
  status BIGINT NOT NULL,
  type TEXT NOT NULL,
  body BLOB,
  at BIGINT NOT NULL,
  PRIMARY KEY (account, name)
);
