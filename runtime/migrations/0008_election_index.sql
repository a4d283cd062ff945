-- What an edition of the index makes of a score; empty for what was imported before.

ALTER TABLE desk.election_index ADD COLUMN category text NOT NULL DEFAULT '';
