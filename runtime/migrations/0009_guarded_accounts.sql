-- What guards an account beside its password: a second factor with its recovery codes, where each
-- session comes from, and a book of what was done to accounts, which the runtime can only add to.

ALTER TABLE desk.account ADD COLUMN password_until timestamptz;

ALTER TABLE desk.session
    ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY,
    ADD COLUMN address text NOT NULL DEFAULT '',
    ADD COLUMN browser text NOT NULL DEFAULT '',
    ADD COLUMN proved_at timestamptz;

CREATE TABLE desk.second_factor (
    actor uuid PRIMARY KEY REFERENCES desk.account,
    sealed bytea NOT NULL,
    begun_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0
);
CREATE TABLE desk.recovery_code (
    actor uuid NOT NULL REFERENCES desk.account,
    number smallint NOT NULL,
    secret text NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (actor, number)
);

CREATE TABLE desk.account_book (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    person uuid NOT NULL,
    done_by uuid NOT NULL,
    what text NOT NULL
);
CREATE INDEX account_book_idx ON desk.account_book (person, number);

GRANT SELECT, INSERT, UPDATE, DELETE ON desk.second_factor, desk.recovery_code TO rukun_runtime;
GRANT SELECT, INSERT ON desk.account_book TO rukun_runtime;
