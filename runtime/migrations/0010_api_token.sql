-- Tokens of the systems that use the JSON API. Only a token's hash is kept; `minute` and `used` count
-- what it did in the running minute.

CREATE TABLE desk.api_token (
    token_id uuid PRIMARY KEY,
    secret bytea NOT NULL UNIQUE CHECK (length(secret) = 32),
    actor uuid NOT NULL REFERENCES desk.account ON DELETE CASCADE,
    assignment_id uuid NOT NULL,
    name text NOT NULL,
    scopes text[] NOT NULL,
    per_minute int NOT NULL CHECK (per_minute > 0),
    created_by uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid,
    last_used_at timestamptz,
    minute timestamptz NOT NULL,
    used int NOT NULL DEFAULT 0
);
CREATE INDEX api_token_actor_idx ON desk.api_token (actor);
GRANT SELECT, INSERT, UPDATE ON desk.api_token TO rukun_runtime;
