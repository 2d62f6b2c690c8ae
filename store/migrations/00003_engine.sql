-- +goose Up

-- What a case's story waits for: the moves it is to make by itself with their times, and
-- the earliest of those and of its dates. The engine keeps the timers; the sweeper finds
-- here the ones it lost.
ALTER TABLE cases
    ADD wakes     jsonb NOT NULL DEFAULT '[]',
    ADD next_wake timestamptz,
    ADD wake_for  text NOT NULL DEFAULT '',
    ADD last_move text NOT NULL DEFAULT '';          -- the one that made line seq
UPDATE cases c SET next_wake = next_ask, wake_for = 'clock',
    last_move = (SELECT move FROM timeline l WHERE l.case_id = c.id AND l.seq = c.seq);
DROP INDEX cases_ringing;
CREATE INDEX cases_to_wake ON cases (next_wake) WHERE NOT ended;

-- How often a story had to be helped, counted anew after each line of its case: a wait that
-- did not end, or a run that does not get on.
DROP TABLE nudges;
CREATE TABLE nudges (
    case_id  text NOT NULL REFERENCES cases,
    seq      bigint NOT NULL,
    why      text NOT NULL CHECK (why IN ('late','stuck')),
    wake_for text NOT NULL DEFAULT '',
    times    int NOT NULL DEFAULT 1,
    first    timestamptz NOT NULL,
    last     timestamptz NOT NULL,
    PRIMARY KEY (case_id, seq, why)
);
CREATE INDEX nudges_in_time ON nudges (last);

-- What the standing jobs of the workers found when they last looked: for the operations page.
CREATE TABLE standing_jobs (
    job     text PRIMARY KEY,
    at      timestamptz NOT NULL,
    report  jsonb NOT NULL
);

-- Who held which role in a case from when until when; case_roles is who holds it now.
CREATE TABLE roles_held (
    case_id  text NOT NULL REFERENCES cases,
    role     text NOT NULL,
    person   text NOT NULL REFERENCES persons,
    since    timestamptz NOT NULL,
    until    timestamptz,
    CONSTRAINT a_role_ends_after_it_began CHECK (until >= since)
);
CREATE INDEX roles_held_in_a_case ON roles_held (case_id);
CREATE UNIQUE INDEX a_role_is_held_once_at_a_time ON roles_held (case_id, role, person) WHERE until IS NULL;
INSERT INTO roles_held (case_id, role, person, since)
SELECT r.case_id, r.role, r.person, c.entered
FROM case_roles r
JOIN cases c ON c.id = r.case_id;

CREATE INDEX timeline_in_time ON timeline (at, case_id, seq);
CREATE INDEX reads_of_a_person ON reads (person, id);

-- +goose Down
SELECT 1;
