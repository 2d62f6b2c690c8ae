-- +goose Up

-- The record's clock. Read after the row lock: now() predates the wait. Tests and the
-- demo world redefine it; nothing else may.
-- +goose StatementBegin
CREATE FUNCTION record_time() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT clock_timestamp()';
-- +goose StatementEnd

CREATE TABLE units (
    id       text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{1,40}$'),
    name_zh  text NOT NULL,
    name_en  text NOT NULL DEFAULT '',
    parent   text REFERENCES units,
    CONSTRAINT a_unit_is_not_its_own_parent CHECK (parent IS DISTINCT FROM id)
);

CREATE TABLE posts (
    id          text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{1,40}$'),
    unit        text NOT NULL REFERENCES units,
    title_zh    text NOT NULL,
    title_en    text NOT NULL DEFAULT '',
    rank        int  NOT NULL CHECK (rank BETWEEN 1 AND 4),
    reports_to  text REFERENCES posts,
    CONSTRAINT a_post_does_not_report_to_itself CHECK (reports_to IS DISTINCT FROM id)
);

CREATE TABLE persons (
    id       text PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9_-]{1,40}$'),
    login    text UNIQUE CHECK (login ~ '^[a-z0-9._-]{1,40}$'),
    name_zh  text NOT NULL,
    name_en  text NOT NULL DEFAULT '',
    unit     text NOT NULL REFERENCES units,
    post     text REFERENCES posts,
    active   boolean NOT NULL DEFAULT true
);

CREATE TABLE offices (
    person  text NOT NULL REFERENCES persons,
    office  text NOT NULL CHECK (office IN ('intake','supervisor','leading','unit-head','legal','staff','administrator','auditor')),
    PRIMARY KEY (person, office)
);
-- An administrator holds accounts and sees no case; an auditor reads and never acts.
-- +goose StatementBegin
CREATE FUNCTION offices_kept_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM offices WHERE person = NEW.person AND office IN ('administrator','auditor') AND office <> NEW.office)
       OR NEW.office IN ('administrator','auditor') AND EXISTS (SELECT FROM offices WHERE person = NEW.person AND office <> NEW.office) THEN
        RAISE EXCEPTION 'administrator and auditor exclude every other office'
            USING ERRCODE = '23514', CONSTRAINT = 'administrator_and_auditor_hold_no_other_office';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER offices_kept_apart BEFORE INSERT OR UPDATE ON offices FOR EACH ROW EXECUTE FUNCTION offices_kept_apart();

CREATE TABLE leaves (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person     text NOT NULL REFERENCES persons,
    starts     date NOT NULL,
    ends       date NOT NULL,
    stand_in   text REFERENCES persons,
    CONSTRAINT leave_ends_after_it_starts CHECK (ends >= starts),
    CONSTRAINT nobody_stands_in_for_themselves CHECK (stand_in IS DISTINCT FROM person)
);

CREATE TABLE accounts (
    person        text PRIMARY KEY REFERENCES persons,
    password      text NOT NULL,
    failures      int  NOT NULL DEFAULT 0,
    locked_until  timestamptz,
    changed       timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
    token    bytea PRIMARY KEY,             -- SHA-256 of the cookie's value
    person   text NOT NULL REFERENCES persons,
    csrf     text NOT NULL,
    created  timestamptz NOT NULL,
    seen     timestamptz NOT NULL
);

CREATE TABLE tokens (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash     bytea NOT NULL UNIQUE,         -- SHA-256 of the token
    person   text NOT NULL REFERENCES persons,
    name     text NOT NULL,
    created  timestamptz NOT NULL,
    expires  timestamptz NOT NULL,
    used     timestamptz
);

CREATE TABLE settings (
    name   text PRIMARY KEY,
    value  text NOT NULL
);
-- grants: raised whenever a person, post, office, leave or unit changes. epoch: raised by a restore.
INSERT INTO settings VALUES ('grants','1'), ('epoch','1');
-- Whoever changes who is who raises grants, however the change came about.
-- +goose StatementBegin
CREATE FUNCTION grants_rise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE settings SET value = (value::bigint + 1)::text WHERE name = 'grants';
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER grants_rise AFTER INSERT OR UPDATE OR DELETE ON units FOR EACH STATEMENT EXECUTE FUNCTION grants_rise();
CREATE TRIGGER grants_rise AFTER INSERT OR UPDATE OR DELETE ON posts FOR EACH STATEMENT EXECUTE FUNCTION grants_rise();
CREATE TRIGGER grants_rise AFTER INSERT OR UPDATE OR DELETE ON persons FOR EACH STATEMENT EXECUTE FUNCTION grants_rise();
CREATE TRIGGER grants_rise AFTER INSERT OR UPDATE OR DELETE ON offices FOR EACH STATEMENT EXECUTE FUNCTION grants_rise();
CREATE TRIGGER grants_rise AFTER INSERT OR UPDATE OR DELETE ON leaves FOR EACH STATEMENT EXECUTE FUNCTION grants_rise();

CREATE SEQUENCE case_numbers;

-- A file on its way in: staged row by row, checked, and then cases all at once.
CREATE TABLE import_batches (
    id          text PRIMARY KEY CHECK (id ~ '^[0-9a-z]{26}$'),
    kind        text NOT NULL,
    file_name   text NOT NULL,
    file_hash   bytea NOT NULL CHECK (length(file_hash) = 32),
    sheet       text NOT NULL DEFAULT '',
    mapping     jsonb NOT NULL,               -- which heading is which field, and how its dates are read
    mapping_hash bytea NOT NULL,
    state       text NOT NULL CHECK (state IN ('staging','checked','committed','undone')),
    person      text NOT NULL REFERENCES persons,
    unit        text NOT NULL REFERENCES units,
    catch_up    timestamptz,                  -- from when its clocks may escalate; null until a supervisor approves one
    receipt     jsonb,
    created     timestamptz NOT NULL,
    committed   timestamptz,
    CONSTRAINT what_went_in_has_a_receipt CHECK ((state IN ('committed','undone')) = (receipt IS NOT NULL AND committed IS NOT NULL))
);
CREATE UNIQUE INDEX a_file_goes_in_once ON import_batches (file_hash, sheet) WHERE state <> 'undone';

CREATE TABLE import_rows (
    batch   text NOT NULL REFERENCES import_batches ON DELETE CASCADE,
    row     int  NOT NULL CHECK (row > 0),    -- as people see it in the sheet
    fields  jsonb NOT NULL,                   -- mapped and normalised values; emptied once it is a case
    key     bytea,                            -- the petitioner's part, sealed as in petitioners
    data    bytea,
    mask    text NOT NULL DEFAULT '',
    errors  jsonb NOT NULL DEFAULT '[]',
    twin    text NOT NULL DEFAULT '',         -- the same matter elsewhere: a row number or a case number
    case_id text,
    PRIMARY KEY (batch, row)
);

CREATE TABLE import_mappings (
    kind     text NOT NULL,
    headings text NOT NULL,       -- the file's headings, joined
    mapping  jsonb NOT NULL,
    PRIMARY KEY (kind, headings)
);

CREATE TABLE cases (
    id        text PRIMARY KEY CHECK (id ~ '^[0-9a-z]{26}$'),
    no        text NOT NULL UNIQUE,
    kind      text NOT NULL,
    title     text NOT NULL,
    unit      text REFERENCES units,
    stage     text NOT NULL,
    visit     int  NOT NULL CHECK (visit > 0),
    seq       bigint NOT NULL CHECK (seq > 0),
    epoch     bigint NOT NULL CHECK (epoch > 0),
    opened    timestamptz NOT NULL,
    entered   timestamptz NOT NULL,
    ended     boolean NOT NULL,
    catch_up  timestamptz,
    facts     jsonb NOT NULL,
    dues      jsonb NOT NULL,
    due_no    int  NOT NULL,
    traits    jsonb NOT NULL DEFAULT '{}',
    result    text NOT NULL DEFAULT '',
    parties   jsonb NOT NULL,
    sealed    boolean NOT NULL DEFAULT false,
    hidden    text[] NOT NULL DEFAULT '{}',
    next_ask  timestamptz,                   -- the earliest ring of its clocks
    batch     text REFERENCES import_batches,
    hash      bytea NOT NULL                 -- of the timeline's last line
) WITH (fillfactor = 60); -- room for the next version of a row on the same page
CREATE INDEX open_cases_by_unit ON cases (unit, next_ask, id) WHERE NOT ended;
CREATE INDEX cases_ringing ON cases (next_ask) WHERE NOT ended;
CREATE INDEX cases_by_stage ON cases (kind, stage, opened, id);
CREATE INDEX cases_of_batch ON cases (batch) WHERE batch IS NOT NULL;

-- The petitioner's own data, apart from everything else, sealed with a key of the case.
-- Erasure is the destruction of the key.
CREATE TABLE petitioners (
    case_id  text PRIMARY KEY REFERENCES cases,
    key      bytea,               -- the case's key, wrapped by the installation's
    data     bytea NOT NULL,      -- AES-256-GCM of the private fields
    mask     text NOT NULL        -- what is shown without a reveal: 贾*
);

CREATE TABLE case_roles (
    case_id  text NOT NULL REFERENCES cases,
    role     text NOT NULL,
    person   text NOT NULL REFERENCES persons,
    PRIMARY KEY (case_id, role, person)
);
CREATE INDEX roles_of_a_person ON case_roles (person, case_id);

CREATE TABLE dues (
    case_id     text NOT NULL REFERENCES cases,
    no          int  NOT NULL,
    name        text NOT NULL,
    key         text NOT NULL DEFAULT '',
    term        text NOT NULL DEFAULT '',    -- the limit's id; empty when the day was given
    starts      timestamptz,
    more        int NOT NULL DEFAULT 0,
    at          timestamptz NOT NULL,
    ask         timestamptz NOT NULL,
    generation  int NOT NULL,
    provisional boolean NOT NULL,
    role        text NOT NULL DEFAULT '',
    person      text REFERENCES persons,
    then_move   text NOT NULL DEFAULT '',
    settled     bigint,                       -- the seq that met, moved or dropped it
    PRIMARY KEY (case_id, no)
);
CREATE INDEX pending_dues ON dues (ask, case_id) INCLUDE (at) WHERE settled IS NULL;
CREATE INDEX dues_of_an_office ON dues (role, at, case_id, no) WHERE settled IS NULL AND person IS NULL;
CREATE INDEX dues_of_a_person ON dues (person, at) WHERE settled IS NULL;

CREATE TABLE decisions (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id   text NOT NULL REFERENCES cases,
    due_no    int NOT NULL,
    generation int NOT NULL,
    question  jsonb NOT NULL,
    decision  jsonb NOT NULL,
    revision  text NOT NULL,
    at        timestamptz NOT NULL,
    CONSTRAINT a_date_is_asked_once UNIQUE (case_id, due_no, generation)
);

-- Every bundle a decision rests on is kept for ever.
CREATE TABLE bundles (
    revision  text PRIMARY KEY,
    files     jsonb NOT NULL,
    since     timestamptz NOT NULL
);

CREATE TABLE actions (
    id       text PRIMARY KEY CHECK (length(id) BETWEEN 8 AND 200),
    content  bytea NOT NULL,                  -- digest of what was asked; same id and content: the stored receipt
    actor    text NOT NULL,
    case_id  text,
    receipt  jsonb,                           -- null only inside the transaction that acts
    at       timestamptz NOT NULL
);

CREATE TABLE timeline (
    case_id   text NOT NULL REFERENCES cases,
    seq       bigint NOT NULL,
    action    text NOT NULL,
    move      text NOT NULL,
    from_stage text NOT NULL DEFAULT '',
    to_stage  text NOT NULL,
    visit     int NOT NULL,
    actor     text NOT NULL,
    actor_for text NOT NULL DEFAULT '',
    role      text NOT NULL,
    at        timestamptz NOT NULL,
    fields    jsonb NOT NULL DEFAULT '{}',
    sealed    jsonb NOT NULL DEFAULT '{}',
    dues      jsonb NOT NULL DEFAULT '[]',
    decision  bigint REFERENCES decisions,
    prev      bytea NOT NULL,
    hash      bytea NOT NULL,
    PRIMARY KEY (case_id, seq)
);
CREATE INDEX timeline_of_a_person ON timeline (actor, at);
CREATE UNIQUE INDEX an_action_has_one_line ON timeline (action, case_id);

-- +goose StatementBegin
CREATE FUNCTION the_timeline_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = '42501';
END $$;
-- +goose StatementEnd
CREATE TRIGGER the_timeline_is_append_only BEFORE UPDATE OR DELETE ON timeline FOR EACH ROW EXECUTE FUNCTION the_timeline_is_append_only();
CREATE TRIGGER the_timeline_is_not_emptied BEFORE TRUNCATE ON timeline FOR EACH STATEMENT EXECUTE FUNCTION the_timeline_is_append_only();

CREATE TABLE notices (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id    text NOT NULL REFERENCES cases,
    seq        bigint NOT NULL,
    person     text NOT NULL REFERENCES persons,
    role       text NOT NULL DEFAULT '',
    about      text NOT NULL,
    due_no     int NOT NULL DEFAULT 0,
    copy       boolean NOT NULL DEFAULT false,
    at         timestamptz NOT NULL,
    delivered  timestamptz,
    read       timestamptz,
    CONSTRAINT told_once UNIQUE (case_id, seq, person, about)
);
CREATE INDEX notices_of_a_person ON notices (person, id DESC);

-- What the engine has not been told yet: one row a case, never a queue of ids.
CREATE TABLE untold (
    case_id   text PRIMARY KEY REFERENCES cases,
    seq       bigint NOT NULL,
    since     timestamptz NOT NULL,
    leased    timestamptz,
    attempts  int NOT NULL DEFAULT 0
);
CREATE INDEX untold_in_order ON untold (since);

-- The sweeper's own count: how often a clock had to be helped.
CREATE TABLE nudges (
    case_id  text NOT NULL REFERENCES cases,
    due_no   int NOT NULL,
    generation int NOT NULL,
    times    int NOT NULL DEFAULT 1,
    last     timestamptz NOT NULL,
    PRIMARY KEY (case_id, due_no, generation)
);

CREATE TABLE files (
    id       text PRIMARY KEY CHECK (id ~ '^[0-9a-z]{26}$'),
    case_id  text NOT NULL REFERENCES cases,
    name     text NOT NULL,
    type     text NOT NULL,
    size     bigint NOT NULL,
    sha256   bytea NOT NULL,
    person   text NOT NULL REFERENCES persons,
    at       timestamptz NOT NULL
);
CREATE INDEX files_of_a_case ON files (case_id, at);

-- What was read by those whose reading is itself recorded: auditors, and reveals of personal data.
CREATE TABLE reads (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id  text REFERENCES cases,
    person   text NOT NULL REFERENCES persons,
    what     text NOT NULL,
    at       timestamptz NOT NULL
);

-- +goose Down
-- Forward only: a record is not taken back.
SELECT 1;
