-- +goose Up

-- Dispatch meetings (调度会): who met when, and what was decided on which case. What a
-- decision became stands on its case's timeline; here is which meeting it came from.
CREATE TABLE meetings (
    id           text PRIMARY KEY CHECK (id ~ '^[0-9a-z]{26}$'),
    action       text NOT NULL UNIQUE CHECK (length(action) BETWEEN 8 AND 200),
    unit         text NOT NULL REFERENCES units,
    held         date NOT NULL,
    chair        text NOT NULL REFERENCES persons,
    attendees    text[] NOT NULL DEFAULT '{}',
    clerk        text NOT NULL REFERENCES persons,   -- who keeps the minutes
    opened       timestamptz NOT NULL,
    confirmed    timestamptz,                        -- nothing is minuted afterwards
    confirmed_by text REFERENCES persons,
    CONSTRAINT minutes_are_confirmed_by_somebody CHECK ((confirmed IS NULL) = (confirmed_by IS NULL))
);
CREATE INDEX meetings_of_a_unit ON meetings (unit, held DESC, opened DESC);

CREATE TABLE meeting_decisions (
    meeting  text NOT NULL REFERENCES meetings,
    no       int  NOT NULL CHECK (no > 0),
    case_id  text NOT NULL,
    seq      bigint NOT NULL,                        -- the line of the case's timeline that it became
    became   text NOT NULL CHECK (became IN ('step', 'instruction')),
    action   text NOT NULL UNIQUE,
    what     text NOT NULL,
    owner    text NOT NULL REFERENCES persons,
    till     timestamptz NOT NULL,                   -- 24:00 of its last day
    proof    text NOT NULL DEFAULT '',
    clerk    text NOT NULL REFERENCES persons,
    at       timestamptz NOT NULL,
    done_seq bigint,                                 -- the line that says an instruction was carried out
    PRIMARY KEY (meeting, no),
    FOREIGN KEY (case_id, seq) REFERENCES timeline (case_id, seq),
    FOREIGN KEY (case_id, done_seq) REFERENCES timeline (case_id, seq),
    CONSTRAINT a_step_is_done_in_its_plan CHECK (became = 'instruction' OR done_seq IS NULL)
);
CREATE INDEX meeting_decisions_on_a_case ON meeting_decisions (case_id);

-- +goose Down
-- Forward only: a record is not taken back.
SELECT 1;
