-- What other systems sent and the register would not take, sealed under the key of the client that
-- sent it, for some days. The same content refused again is counted, not kept twice.

CREATE TABLE desk.refused_intake (
    refused_id uuid PRIMARY KEY,
    client uuid NOT NULL REFERENCES desk.account ON DELETE CASCADE,
    digest bytea NOT NULL CHECK (length(digest) = 32),
    way text NOT NULL,
    line int NOT NULL,
    rule text NOT NULL,
    sealed bytea NOT NULL,
    at timestamptz NOT NULL,
    times int NOT NULL DEFAULT 1,
    UNIQUE (client, digest)
);
CREATE INDEX refused_intake_idx ON desk.refused_intake (client, at DESC, refused_id DESC);
CREATE INDEX refused_intake_at_idx ON desk.refused_intake (at);
GRANT SELECT, INSERT, UPDATE, DELETE ON desk.refused_intake TO rukun_runtime;
