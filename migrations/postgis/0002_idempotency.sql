-- What a client was answered under a key that it chose (Idempotency-Key): kept in the transaction of the change itself,
-- told again as it was until the day it is swept. Only the service reads it: answers may hold what is not everybody's.
CREATE TABLE idempotency (
    key text PRIMARY KEY,
    request text NOT NULL,
    answer bytea NOT NULL,
    revision bigint NOT NULL,
    until timestamptz NOT NULL,
    CONSTRAINT idempotency_revision FOREIGN KEY (revision) REFERENCES revisions (revision)
);
CREATE INDEX idempotency_until ON idempotency (until);
COMMENT ON TABLE idempotency IS 'what clients were answered under keys of their own (Idempotency-Key)';
COMMENT ON COLUMN idempotency.key IS 'the key that the client chose';
COMMENT ON COLUMN idempotency.request IS 'digest of what was asked: one key does not stand for two requests';
COMMENT ON COLUMN idempotency.answer IS 'the answer, told again byte for byte';
COMMENT ON COLUMN idempotency.revision IS 'the change that was made';
COMMENT ON COLUMN idempotency.until IS 'kept until then';
