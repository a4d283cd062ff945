-- Attached files, kept by the hash of their plain bytes and sealed under the key of what they are
-- attached to. The runtime adds; it changes only when a file was last handed in.

CREATE TABLE rukun.kept_file (
    sha256 bytea NOT NULL CHECK (length(sha256) = 32),
    subject uuid NOT NULL,
    size int NOT NULL CHECK (size > 0),
    sealed bytea NOT NULL,
    stored_at timestamptz NOT NULL,
    settled bool NOT NULL DEFAULT false,
    PRIMARY KEY (sha256, subject)
);
CREATE INDEX kept_file_unsettled_idx ON rukun.kept_file (stored_at) WHERE NOT settled;
CREATE INDEX event_attached_idx ON rukun.event (originator_id) WHERE topic = 'attachment.attached';

-- A file is kept before its event: where the event never came, the file goes. Each is looked at
-- once, long enough after it came that no command about it can still be under way.
CREATE FUNCTION rukun.settle_kept_files(before timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rukun, pg_catalog, pg_temp AS $body$
DECLARE
    swept int;
BEGIN
    UPDATE rukun.kept_file k SET settled = true
     WHERE NOT k.settled AND k.stored_at < before AND EXISTS (
        SELECT FROM rukun.event e
         WHERE e.topic = 'attachment.attached'
           AND position(convert_to(encode(k.sha256, 'hex'), 'UTF8') IN e.state) > 0
           AND position(convert_to(k.subject::text, 'UTF8') IN e.state) > 0);
    DELETE FROM rukun.kept_file k WHERE NOT k.settled AND k.stored_at < before;
    GET DIAGNOSTICS swept = ROW_COUNT;
    RETURN swept;
END $body$;

REVOKE ALL ON FUNCTION rukun.settle_kept_files FROM PUBLIC;
GRANT EXECUTE ON FUNCTION rukun.settle_kept_files TO rukun_runtime;
GRANT SELECT, INSERT, UPDATE (stored_at) ON rukun.kept_file TO rukun_runtime;
