-- When a person last looked at their region: what has changed since is news to them.

CREATE TABLE desk.last_look (
    person uuid NOT NULL,
    region text NOT NULL,
    looked_at timestamptz NOT NULL,
    before_at timestamptz,
    PRIMARY KEY (person, region)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON desk.last_look TO rukun_runtime;
