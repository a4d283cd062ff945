-- An edition of the election index replaces none before it: each import stays, with who brought it in,
-- from which file, and by which thresholds its categories were checked. The latest of a region counts.

CREATE TABLE desk.election_import (
    imported_at timestamptz PRIMARY KEY,
    edition text NOT NULL,
    imported_by uuid,
    sha256 text NOT NULL,
    regions int NOT NULL,
    thresholds jsonb NOT NULL
);
ALTER TABLE desk.election_index ADD COLUMN imported_at timestamptz NOT NULL DEFAULT 'epoch';
ALTER TABLE desk.election_index ALTER COLUMN imported_at DROP DEFAULT;
ALTER TABLE desk.election_index DROP CONSTRAINT election_index_pkey;
ALTER TABLE desk.election_index ADD PRIMARY KEY (region, imported_at);
REVOKE UPDATE ON desk.election_index FROM rukun_runtime;
GRANT SELECT, INSERT ON desk.election_import TO rukun_runtime;
