-- Which province this house is for, as its first administrator named it.

CREATE TABLE desk.installation (
    single bool PRIMARY KEY DEFAULT true CHECK (single),
    province text NOT NULL,
    named_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON desk.installation TO rukun_runtime;
