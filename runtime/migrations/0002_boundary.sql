-- Boundaries of regions as somebody imported them, simplified for drawing: no official borders.

CREATE TABLE desk.boundary (
    region text PRIMARY KEY,
    rings jsonb NOT NULL,
    source text NOT NULL,
    imported_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE ON desk.boundary TO rukun_runtime;
