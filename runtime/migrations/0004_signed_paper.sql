-- Signed letters, kept by the hash of their plain bytes and sealed under their case's key; and
-- which signing calls were made. The runtime can add to both and change neither.

CREATE TABLE rukun.signed_paper (
    sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
    letter_id uuid NOT NULL,
    attempt uuid NOT NULL,
    subject uuid NOT NULL,
    size int NOT NULL CHECK (size > 0),
    sealed bytea NOT NULL,
    stored_at timestamptz NOT NULL
);
CREATE INDEX signed_paper_letter_idx ON rukun.signed_paper (letter_id);

-- One row per call to a signer, made before it: whoever finds the row there does not call.
CREATE TABLE rukun.signing_call (
    attempt uuid PRIMARY KEY,
    called_at timestamptz NOT NULL
);

GRANT SELECT, INSERT ON rukun.signed_paper, rukun.signing_call TO rukun_runtime;
