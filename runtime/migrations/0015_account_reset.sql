-- A reset of an account that signs or decides, asked by one administrator and confirmed by another.
-- The lines are in the account book; here is what is still open.

CREATE TABLE desk.account_reset (
    reset_id uuid PRIMARY KEY,
    person uuid NOT NULL REFERENCES desk.account ON DELETE CASCADE,
    what text NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    lapses_at timestamptz NOT NULL,
    confirmed_by uuid CHECK (confirmed_by <> asked_by AND confirmed_by <> person),
    confirmed_at timestamptz
);
CREATE UNIQUE INDEX account_reset_open_idx ON desk.account_reset (person, what);
GRANT SELECT, INSERT, UPDATE, DELETE ON desk.account_reset TO rukun_runtime;
