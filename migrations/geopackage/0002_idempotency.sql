-- What a client was answered under a key that it chose (Idempotency-Key): kept in the transaction of the change itself,
-- told again as it was until the day it is swept.
CREATE TABLE idempotency (
    key TEXT PRIMARY KEY NOT NULL,
    -- A digest of what was asked: one key does not stand for two requests.
    request TEXT NOT NULL,
    answer BLOB NOT NULL,
    revision INTEGER NOT NULL REFERENCES revisions(revision),
    -- UTC, as 2026-06-30T05:00:00.000Z, so that texts compare as times do.
    until DATETIME NOT NULL
) WITHOUT ROWID;

CREATE INDEX idempotency_until ON idempotency (until);
