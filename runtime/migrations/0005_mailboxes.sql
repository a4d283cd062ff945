-- Where a person is told by mail. It stands with the names, outside the log.

ALTER TABLE desk.account ADD COLUMN mail text NOT NULL DEFAULT '';
