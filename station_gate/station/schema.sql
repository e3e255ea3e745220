-- A station's tables. `redemption` prevents: one line for each use that is held or spent.
-- `passage` proves: what happened, only ever added to. Times are the server's (timestamptz);
-- those of records are the station's local ones, as in a gate's own journal.

CREATE TABLE station (
    version  integer NOT NULL,
    name     text NOT NULL,
    feed_key bytea NOT NULL -- of the keyed hashes by which uses are told on the bus
);

-- One line for each journal of a gate: what it sent has serial numbers without gaps.
CREATE TABLE journal (
    journal     uuid PRIMARY KEY,
    last_serial bigint NOT NULL DEFAULT 0
);

CREATE TABLE gate (
    journal   uuid NOT NULL REFERENCES journal,
    name      text NOT NULL,
    run       uuid NOT NULL,
    seen_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    version   text NOT NULL,
    clock_off double precision NOT NULL, -- seconds by which the gate's clock is ahead
    PRIMARY KEY (journal, name)
);

CREATE TABLE gap (
    journal  uuid NOT NULL REFERENCES journal,
    first    bigint NOT NULL,
    last     bigint NOT NULL,
    gate     text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (journal, first)
);

CREATE TABLE redemption (
    issuer      text NOT NULL,
    ticket_id   text NOT NULL,
    leg         text NOT NULL,
    direction   text NOT NULL CHECK (direction IN ('entry', 'exit')),
    gate        text NOT NULL,
    journal     uuid NOT NULL,
    transaction bigint NOT NULL,
    reserved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    holds       interval NOT NULL, -- a reservation that is not renewed for so long is over
    used        boolean NOT NULL DEFAULT false,
    good_until  date,
    PRIMARY KEY (issuer, ticket_id, leg, direction)
);
CREATE INDEX redemption_reserved ON redemption (journal) WHERE NOT used;

CREATE TABLE passage (
    station     text NOT NULL,
    journal     uuid NOT NULL,
    serial      bigint NOT NULL,
    gate        text NOT NULL,
    transaction bigint NOT NULL,
    issuer      text NOT NULL,
    ticket_id   text NOT NULL,
    leg         text NOT NULL,
    direction   text NOT NULL,
    undoes      boolean NOT NULL, -- out again where they entered: that entry counts no more
    at          timestamptz NOT NULL,
    unsure      double precision NOT NULL, -- seconds by which `at` may be wrong
    gate_at     timestamptz NOT NULL, -- by the gate's own clock
    taken_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    mode        text NOT NULL CHECK (mode IN ('online', 'offline')),
    PRIMARY KEY (station, journal, serial)
);
CREATE INDEX passage_by_use ON passage (issuer, ticket_id, leg, direction);
CREATE INDEX passage_taken ON passage (taken_at);

CREATE TABLE decision (
    station     text NOT NULL,
    journal     uuid NOT NULL,
    serial      bigint NOT NULL,
    gate        text NOT NULL,
    transaction bigint NOT NULL,
    at          timestamp NOT NULL,
    outcome     text NOT NULL,
    reason      text,
    ticket_id   text,
    attempts    integer NOT NULL,
    duration    double precision NOT NULL,
    stages      jsonb NOT NULL,
    checks      jsonb NOT NULL,
    PRIMARY KEY (station, journal, serial)
);
CREATE INDEX decision_at ON decision (at);
CREATE INDEX decision_by_transaction ON decision (transaction, gate);

CREATE TABLE intervention (
    station     text NOT NULL,
    journal     uuid NOT NULL,
    serial      bigint NOT NULL,
    gate        text NOT NULL,
    at          timestamp NOT NULL,
    operator    text NOT NULL,
    command     text NOT NULL,
    reason      text NOT NULL,
    done        boolean NOT NULL,
    answer      text NOT NULL,
    transaction bigint,
    PRIMARY KEY (station, journal, serial)
);
CREATE INDEX intervention_at ON intervention (at);

-- A conflict that somebody has looked into; it is open again when a further passage comes.
CREATE TABLE settled (
    issuer    text NOT NULL,
    ticket_id text NOT NULL,
    leg       text NOT NULL,
    direction text NOT NULL,
    passages  bigint NOT NULL,
    operator  text NOT NULL,
    remark    text NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (issuer, ticket_id, leg, direction, passages)
);

-- Each use that was made more often than once, once: an entry that was undone does not count.
CREATE VIEW conflict AS
SELECT found.*,
       substr(md5(concat_ws(chr(31), issuer, ticket_id, leg, direction)), 1, 8) AS id,
       s.operator AS settled_by, s.remark
FROM (
    SELECT issuer, ticket_id, leg, 'entry' AS direction,
           count(*) FILTER (WHERE direction = 'entry') AS passages,
           max(taken_at) FILTER (WHERE direction = 'entry') AS noted_at
    FROM passage GROUP BY issuer, ticket_id, leg
    HAVING count(*) FILTER (WHERE direction = 'entry') - count(*) FILTER (WHERE undoes) > 1
    UNION ALL
    SELECT issuer, ticket_id, leg, direction, count(*), max(taken_at)
    FROM passage WHERE direction = 'exit' AND NOT undoes
    GROUP BY issuer, ticket_id, leg, direction HAVING count(*) > 1
) AS found
LEFT JOIN settled AS s USING (issuer, ticket_id, leg, direction, passages);
