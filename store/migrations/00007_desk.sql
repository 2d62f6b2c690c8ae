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

-- A random sample of the cases closed in a month, for a second look by somebody
-- independent. The seed is made by the portal and kept with the list drawn from: whoever
-- sorts the numbers by sha256(seed:number) and takes the first ones has the same cases.
CREATE TABLE samples (
    id       text PRIMARY KEY CHECK (id ~ '^[0-9a-z]{26}$'),
    unit     text NOT NULL REFERENCES units,         -- it and the units under it
    month    date NOT NULL CHECK (extract(day FROM month) = 1),
    seed     text NOT NULL CHECK (length(seed) >= 26),
    size     int  NOT NULL CHECK (size > 0),
    rule     text NOT NULL,                          -- share, least and most, as the policy data had them
    closed   text[] NOT NULL,                        -- ids of the cases drawn from
    drawn_by text NOT NULL REFERENCES persons,
    drawn    timestamptz NOT NULL,
    CONSTRAINT a_month_is_drawn_once UNIQUE (unit, month)
);

CREATE TABLE sample_cases (
    sample    text NOT NULL REFERENCES samples,
    place     int  NOT NULL CHECK (place > 0),
    case_id   text NOT NULL REFERENCES cases,
    looker    text REFERENCES persons,               -- null while nobody independent was found
    finding   text CHECK (finding IN ('sound', 'doubtful')),
    looked_by text REFERENCES persons,
    seq       bigint,                                -- the line of the case's timeline that says the finding
    PRIMARY KEY (sample, place),
    FOREIGN KEY (case_id, seq) REFERENCES timeline (case_id, seq),
    CONSTRAINT a_case_is_drawn_once UNIQUE (sample, case_id),
    CONSTRAINT a_finding_stands_on_the_timeline CHECK ((finding IS NULL) = (seq IS NULL) AND (finding IS NULL) = (looked_by IS NULL))
);

-- The figures of a month that is over: which cases each number counted, and the numbers.
-- Written once, from the timeline; sealed cases are in none of them.
CREATE TABLE month_lines (
    month    date NOT NULL CHECK (extract(day FROM month) = 1),
    figure   text NOT NULL CHECK (figure IN ('answered', 'carried-out', 'closed', 'reopened', 'disputed')),
    unit     text NOT NULL,
    case_id  text NOT NULL REFERENCES cases,
    key      bigint NOT NULL,                        -- the due's number, or the line's
    at       timestamptz NOT NULL,
    good     boolean NOT NULL,                       -- on time; of a closure: resolved
    note     text NOT NULL DEFAULT '',               -- of a closure: its outcome
    PRIMARY KEY (month, figure, case_id, key)
);
CREATE INDEX month_lines_of_a_unit ON month_lines (month, figure, unit);
CREATE INDEX month_lines_of_a_case ON month_lines (case_id);
CREATE TABLE month_counts (
    month    date NOT NULL,
    figure   text NOT NULL,
    unit     text NOT NULL,
    note     text NOT NULL,
    n        int NOT NULL,
    good     int NOT NULL,
    PRIMARY KEY (month, figure, unit, note)
);
CREATE TABLE months_frozen (
    month  date PRIMARY KEY,
    at     timestamptz NOT NULL
);
CREATE INDEX dues_in_figures ON dues (at) INCLUDE (case_id, no, name, settled) WHERE name IN ('opinion', 'step');
CREATE INDEX timeline_in_figures ON timeline (at) INCLUDE (case_id, seq, move) WHERE move IN ('approve-closure', 'reopen', 'dispute');
CREATE INDEX open_in_figures ON cases (unit, stage, opened) INCLUDE (id) WHERE NOT ended AND NOT sealed AND hidden = '{}';
CREATE INDEX cases_in_no_figure ON cases (id) WHERE sealed OR hidden <> '{}';

-- +goose Down
-- Forward only: a record is not taken back.
SELECT 1;
