-- What a person asks of a list again and again, as its address says it; `first` is what the list opens with.

CREATE TABLE desk.saved_filter (
    person uuid NOT NULL REFERENCES desk.account ON DELETE CASCADE,
    list text NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    query text NOT NULL CHECK (length(query) <= 1000),
    first boolean NOT NULL,
    PRIMARY KEY (person, list, name)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON desk.saved_filter TO rukun_runtime;
