-- The record: an append-only log, its commands, and the keys that seal what it says of people.

CREATE SCHEMA rukun;
CREATE SCHEMA vault;
CREATE SCHEMA view;
CREATE SCHEMA desk;

CREATE TABLE rukun.event (
    originator_id uuid NOT NULL,
    originator_version bigint NOT NULL CHECK (originator_version > 0),
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigint GENERATED ALWAYS AS IDENTITY,
    case_id uuid,
    hash bytea NOT NULL,
    PRIMARY KEY (originator_id, originator_version)
) WITH (autovacuum_analyze_threshold = 1000, autovacuum_analyze_scale_factor = 0.02);
CREATE UNIQUE INDEX event_notification_id_idx ON rukun.event (notification_id);
CREATE INDEX event_case_idx ON rukun.event (case_id, notification_id) WHERE case_id IS NOT NULL;

CREATE TABLE rukun.command (
    command_id uuid PRIMARY KEY,
    body bytea NOT NULL,
    said text NOT NULL,
    positions bigint[] NOT NULL,
    recorded_at timestamptz NOT NULL
);

-- One round trip under one lock: command id, previous hash, new hash, insert, notify.
-- The advisory lock makes order of positions the order of commits, without hindering VACUUM.
CREATE FUNCTION rukun.append(
    ids uuid[], versions bigint[], topics text[], states bytea[], cases uuid[],
    cmd uuid, cmd_body bytea, cmd_said text, at timestamptz
) RETURNS TABLE (positions bigint[], said text, replayed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = rukun, pg_catalog, pg_temp AS $body$
DECLARE
    known rukun.command%ROWTYPE;
    previous bytea;
    written bigint;
    got bigint[] := '{}';
BEGIN
    PERFORM pg_advisory_xact_lock(7201207);
    IF cmd IS NOT NULL THEN
        SELECT * INTO known FROM rukun.command c WHERE c.command_id = cmd;
        IF FOUND THEN
            IF known.body <> cmd_body THEN
                RAISE EXCEPTION 'command % was sent before with another body', cmd
                    USING ERRCODE = 'RK001';
            END IF;
            RETURN QUERY SELECT known.positions, known.said, true;
            RETURN;
        END IF;
    END IF;
    FOR i IN 1 .. coalesce(array_length(ids, 1), 0) LOOP
        previous := ''::bytea;
        IF versions[i] > 1 THEN
            SELECT e.hash INTO previous FROM rukun.event e
             WHERE e.originator_id = ids[i] AND e.originator_version = versions[i] - 1;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'version % of stream % has no predecessor', versions[i], ids[i]
                    USING ERRCODE = 'RK002';
            END IF;
        END IF;
        INSERT INTO rukun.event
            (originator_id, originator_version, topic, state, case_id, hash)
        VALUES (
            ids[i], versions[i], topics[i], states[i], cases[i],
            sha256(previous || uuid_send(ids[i]) || int8send(versions[i])
                   || convert_to(topics[i], 'UTF8') || '\x00'::bytea || states[i])
        ) RETURNING notification_id INTO written;
        got := got || written;
    END LOOP;
    IF cmd IS NOT NULL THEN
        INSERT INTO rukun.command (command_id, body, said, positions, recorded_at)
        VALUES (cmd, cmd_body, cmd_said, got, at);
    END IF;
    IF written IS NOT NULL THEN
        PERFORM pg_notify('rukun', written::text);
    END IF;
    RETURN QUERY SELECT got, cmd_said, false;
END $body$;

-- Every stream's chain, checked where the bytes lie. No row: all hashes hold.
CREATE FUNCTION rukun.broken_chains()
RETURNS TABLE (stream uuid, version bigint, found text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = rukun, pg_catalog, pg_temp AS $body$
    WITH chained AS (
        SELECT e.*,
               lag(hash, 1, ''::bytea) OVER w AS previous,
               row_number() OVER w AS expected
          FROM rukun.event e
        WINDOW w AS (PARTITION BY originator_id ORDER BY originator_version)
    )
    SELECT originator_id, originator_version,
           CASE WHEN originator_version <> expected THEN 'gap' ELSE 'hash' END
      FROM chained
     WHERE originator_version <> expected
        OR hash <> sha256(previous || uuid_send(originator_id) || int8send(originator_version)
                          || convert_to(topic, 'UTF8') || '\x00'::bytea || state)
     ORDER BY originator_id, originator_version
$body$;

-- Keys kept outside the log. A destroyed key leaves its row, so that none is made anew.
CREATE TABLE vault.key (
    subject uuid PRIMARY KEY,
    wrapped bytea,
    created_at timestamptz NOT NULL,
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

-- One key at a time, for good; the runtime can neither swap a key nor bring one back.
CREATE FUNCTION vault.destroy(who uuid, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = vault, pg_catalog, pg_temp AS $body$
    WITH gone AS (
        UPDATE vault.key SET wrapped = NULL, destroyed_at = at
         WHERE subject = who AND wrapped IS NOT NULL RETURNING 1
    ) SELECT EXISTS (SELECT FROM gone)
$body$;

-- Followers: how far each has read, and which events it had to set aside.
CREATE TABLE view.follower (
    name text PRIMARY KEY,
    position bigint NOT NULL DEFAULT 0,
    updated_at timestamptz
);
CREATE TABLE view.parked (
    follower text NOT NULL,
    position bigint NOT NULL,
    stream uuid NOT NULL,
    case_id uuid,
    name text NOT NULL,
    error text NOT NULL,
    attempts int NOT NULL,
    parked_at timestamptz NOT NULL,
    cause bool NOT NULL,
    PRIMARY KEY (follower, position)
);

-- Accounts: names and secrets of the people behind the opaque ids of the log.
CREATE TABLE desk.account (
    actor uuid PRIMARY KEY,
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    title text NOT NULL DEFAULT '',
    rank text NOT NULL DEFAULT '',
    nip text NOT NULL DEFAULT '',
    secret text NOT NULL,
    active bool NOT NULL DEFAULT true,
    demo bool NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL
);
CREATE TABLE desk.session (
    token bytea PRIMARY KEY,
    actor uuid NOT NULL REFERENCES desk.account ON DELETE CASCADE,
    csrf text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL
);
CREATE INDEX session_actor_idx ON desk.session (actor);
CREATE TABLE desk.attempt (
    login text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX attempt_idx ON desk.attempt (login, at);
CREATE INDEX attempt_at_idx ON desk.attempt (at);

-- Facts of the installation that are no events: which regions' index was imported, and when.
CREATE TABLE desk.election_index (
    region text PRIMARY KEY,
    score double precision NOT NULL CHECK (score BETWEEN 0 AND 100),
    edition text NOT NULL
);

DO $do$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'rukun_runtime') THEN
        CREATE ROLE rukun_runtime NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $do$;
REVOKE ALL ON FUNCTION rukun.append, rukun.broken_chains, vault.destroy FROM PUBLIC;
GRANT USAGE ON SCHEMA rukun, vault, view, desk TO rukun_runtime;
GRANT CREATE ON SCHEMA view TO rukun_runtime;
GRANT SELECT ON rukun.event, rukun.command TO rukun_runtime;
GRANT EXECUTE ON FUNCTION rukun.append, rukun.broken_chains TO rukun_runtime;
GRANT SELECT, INSERT ON vault.key TO rukun_runtime;
GRANT EXECUTE ON FUNCTION vault.destroy TO rukun_runtime;
GRANT SELECT, INSERT, UPDATE, DELETE ON view.follower, view.parked TO rukun_runtime;
GRANT SELECT, INSERT, UPDATE ON desk.account, desk.election_index TO rukun_runtime;
GRANT SELECT, INSERT, UPDATE, DELETE ON desk.session, desk.attempt TO rukun_runtime;
