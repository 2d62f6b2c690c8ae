-- +goose Up

-- The office's own book: whoever changes who is who, which rules hold or which words there
-- are, leaves a line, however the change came about. Nothing is ever taken out of it.
CREATE TABLE office_log (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    actor    text NOT NULL,               -- a person, or system/record for what no page did
    what     text NOT NULL,               -- the table that changed
    subject  text NOT NULL,               -- the unit, post, person, year, limit … it is about
    act      text NOT NULL CHECK (act IN ('added','changed','removed')),
    before   jsonb,
    after    jsonb,
    why      text NOT NULL DEFAULT ''
);
CREATE INDEX office_log_of_a_subject ON office_log (what, subject, id DESC);
-- +goose StatementBegin
CREATE FUNCTION the_office_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of the office is append-only' USING ERRCODE = '42501';
END $$;
-- +goose StatementEnd
CREATE TRIGGER the_office_log_is_append_only BEFORE UPDATE OR DELETE ON office_log FOR EACH ROW EXECUTE FUNCTION the_office_log_is_append_only();
CREATE TRIGGER the_office_log_is_not_emptied BEFORE TRUNCATE ON office_log FOR EACH STATEMENT EXECUTE FUNCTION the_office_log_is_append_only();

-- Its first argument is the column that names the subject; who and why are settings of the transaction.
-- +goose StatementBegin
CREATE FUNCTION office_logged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb;
    new_row jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD); END IF;
    IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW); END IF;
    IF old_row IS NOT DISTINCT FROM new_row THEN RETURN NULL; END IF;
    INSERT INTO office_log (at, actor, what, subject, act, before, after, why)
    VALUES (record_time(), coalesce(nullif(current_setting('followthrough.actor', true), ''), 'system/record'), TG_TABLE_NAME,
        coalesce(new_row, old_row) ->> TG_ARGV[0],
        CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'DELETE' THEN 'removed' ELSE 'changed' END,
        old_row, new_row, coalesce(current_setting('followthrough.why', true), ''));
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- Of an account it is logged that it was made and that its password changed, never the password.
-- +goose StatementBegin
CREATE FUNCTION account_logged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.changed IS NOT DISTINCT FROM OLD.changed THEN RETURN NULL; END IF;
    END IF;
    INSERT INTO office_log (at, actor, what, subject, act, after, why)
    VALUES (record_time(), coalesce(nullif(current_setting('followthrough.actor', true), ''), 'system/record'), 'accounts', NEW.person,
        CASE TG_OP WHEN 'INSERT' THEN 'added' ELSE 'changed' END, jsonb_build_object('password', 'new'),
        coalesce(current_setting('followthrough.why', true), ''));
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- Units and posts are closed with a date, never deleted.
ALTER TABLE units ADD COLUMN closed date;
ALTER TABLE posts ADD COLUMN closed date;

-- Who held which post, from when until when. A person's post today is the posting in force.
CREATE TABLE postings (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person  text NOT NULL REFERENCES persons,
    unit    text NOT NULL REFERENCES units,
    post    text REFERENCES posts,
    starts  date,                            -- null: from before this record
    ends    date,
    CONSTRAINT a_posting_ends_after_it_starts CHECK (ends >= starts)
);
CREATE INDEX postings_of_a_person ON postings (person, starts);
INSERT INTO postings (person, unit, post) SELECT id, unit, post FROM persons;
CREATE TRIGGER grants_rise AFTER INSERT OR UPDATE OR DELETE ON postings FOR EACH STATEMENT EXECUTE FUNCTION grants_rise();

-- An office is held from a day until a day, and somebody else granted it.
ALTER TABLE offices
    ADD COLUMN starts date,
    ADD COLUMN ends date,
    ADD COLUMN granted_by text REFERENCES persons,
    ADD CONSTRAINT an_office_ends_after_it_starts CHECK (ends >= starts),
    ADD CONSTRAINT nobody_grants_themselves_an_office CHECK (granted_by IS DISTINCT FROM person);
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION offices_kept_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM offices
               WHERE person = NEW.person AND office <> NEW.office
                 AND (ends IS NULL OR ends >= record_time()::date)
                 AND (office IN ('administrator','auditor') OR NEW.office IN ('administrator','auditor'))) THEN
        RAISE EXCEPTION 'administrator and auditor exclude every other office'
            USING ERRCODE = '23514', CONSTRAINT = 'administrator_and_auditor_hold_no_other_office';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd

-- A leave keeps what was planned when it ends early; one taken back before it began stays as such.
ALTER TABLE leaves
    ADD COLUMN note text NOT NULL DEFAULT '',
    ADD COLUMN recorded_by text REFERENCES persons,
    ADD COLUMN recorded timestamptz,
    ADD COLUMN planned date,
    ADD COLUMN cancelled boolean NOT NULL DEFAULT false,
    ADD COLUMN ended_by text REFERENCES persons;

-- What was handed over when somebody left, row by row: what was done, and what stays with its reason.
CREATE TABLE handovers (
    id      text PRIMARY KEY CHECK (id ~ '^[0-9a-z]{26}$'),
    person  text NOT NULL REFERENCES persons,
    by      text NOT NULL REFERENCES persons,
    at      timestamptz NOT NULL,
    note    text NOT NULL CHECK (note <> '')
);
CREATE INDEX handovers_of_a_person ON handovers (person, at DESC);
CREATE TABLE handover_rows (
    handover   text NOT NULL REFERENCES handovers,
    case_id    text NOT NULL REFERENCES cases,
    duty       text NOT NULL,                -- leader, handler, team, owner, consulted
    key        text NOT NULL DEFAULT '',
    successor  text REFERENCES persons,
    seq        bigint,                       -- the line that records it; null when it stays
    refusal    jsonb,                        -- why it stays
    PRIMARY KEY (handover, case_id, duty, key),
    CONSTRAINT a_row_is_done_or_says_why CHECK (seq IS NULL OR refusal IS NULL)
);

-- Rules as data that the office itself enters; the policies take them in beside their own files.
CREATE TABLE calendars (
    year      int PRIMARY KEY CHECK (year BETWEEN 2000 AND 2200),
    holidays  jsonb NOT NULL,
    workdays  jsonb NOT NULL,
    source    text NOT NULL CHECK (source <> ''),   -- the notice it was copied from
    person    text NOT NULL REFERENCES persons,
    at        timestamptz NOT NULL
);
CREATE TABLE limit_changes (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    term        text NOT NULL,
    value       int NOT NULL CHECK (value BETWEEN 1 AND 3660),
    since       date NOT NULL,
    source      text NOT NULL CHECK (source <> ''),
    reason      text NOT NULL CHECK (reason <> ''),
    person      text NOT NULL REFERENCES persons,
    at          timestamptz NOT NULL,
    state       text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed','approved','refused')),
    decided_by  text REFERENCES persons,
    decided     timestamptz,
    CONSTRAINT nobody_approves_their_own_limit CHECK (decided_by IS DISTINCT FROM person),
    CONSTRAINT what_is_decided_says_by_whom CHECK ((state = 'proposed') = (decided_by IS NULL))
);
CREATE UNIQUE INDEX one_open_proposal_a_limit ON limit_changes (term) WHERE state = 'proposed';
INSERT INTO settings VALUES ('rules', '1');
-- +goose StatementBegin
CREATE FUNCTION rules_rise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE settings SET value = (value::bigint + 1)::text WHERE name = 'rules';
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER rules_rise AFTER INSERT OR UPDATE OR DELETE ON calendars FOR EACH STATEMENT EXECUTE FUNCTION rules_rise();
CREATE TRIGGER rules_rise AFTER INSERT OR UPDATE OR DELETE ON limit_changes FOR EACH STATEMENT EXECUTE FUNCTION rules_rise();

-- Matters in three levels, the words a case is filed under.
CREATE TABLE categories (
    id      text PRIMARY KEY CHECK (id ~ '^[0-9a-z]{26}$'),
    parent  text REFERENCES categories,
    name    text NOT NULL CHECK (name <> '' AND name NOT LIKE '%/%'),
    closed  date,
    CONSTRAINT a_category_is_not_its_own_parent CHECK (parent IS DISTINCT FROM id)
);
CREATE UNIQUE INDEX a_category_is_there_once ON categories (coalesce(parent, ''), name) WHERE closed IS NULL;

-- A list of people on its way in: looked at first, then all or nothing.
CREATE TABLE people_lists (
    id        text PRIMARY KEY CHECK (id ~ '^[0-9a-z]{26}$'),
    person    text NOT NULL REFERENCES persons,
    name      text NOT NULL,
    rows      jsonb NOT NULL,
    at        timestamptz NOT NULL,
    done      timestamptz
);

CREATE TRIGGER office_logged AFTER INSERT OR UPDATE OR DELETE ON units FOR EACH ROW EXECUTE FUNCTION office_logged('id');
CREATE TRIGGER office_logged AFTER INSERT OR UPDATE OR DELETE ON posts FOR EACH ROW EXECUTE FUNCTION office_logged('id');
CREATE TRIGGER office_logged AFTER INSERT OR UPDATE OR DELETE ON persons FOR EACH ROW EXECUTE FUNCTION office_logged('id');
CREATE TRIGGER office_logged AFTER INSERT OR UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION office_logged('person');
CREATE TRIGGER office_logged AFTER INSERT OR UPDATE OR DELETE ON offices FOR EACH ROW EXECUTE FUNCTION office_logged('person');
CREATE TRIGGER office_logged AFTER INSERT OR UPDATE OR DELETE ON leaves FOR EACH ROW EXECUTE FUNCTION office_logged('person');
CREATE TRIGGER office_logged AFTER INSERT OR UPDATE OR DELETE ON calendars FOR EACH ROW EXECUTE FUNCTION office_logged('year');
CREATE TRIGGER office_logged AFTER INSERT OR UPDATE OR DELETE ON limit_changes FOR EACH ROW EXECUTE FUNCTION office_logged('term');
CREATE TRIGGER office_logged AFTER INSERT OR UPDATE OR DELETE ON categories FOR EACH ROW EXECUTE FUNCTION office_logged('id');
CREATE TRIGGER account_logged AFTER INSERT OR UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION account_logged();

-- What was there before this log began stands at its head, so that it can be folded from the start.
INSERT INTO office_log (at, actor, what, subject, act, after, why)
SELECT record_time(), 'system/record', x.what, x.subject, 'added', x.row, 'before the log began'
FROM (
    SELECT 1 AS n, 'units' AS what, id AS subject, to_jsonb(u) AS row FROM units u
    UNION ALL SELECT 2, 'posts', id, to_jsonb(p) FROM posts p
    UNION ALL SELECT 3, 'persons', id, to_jsonb(p) FROM persons p
    UNION ALL SELECT 4, 'postings', person, to_jsonb(p) FROM postings p
    UNION ALL SELECT 5, 'offices', person, to_jsonb(o) FROM offices o
    UNION ALL SELECT 6, 'leaves', person, to_jsonb(l) FROM leaves l
    UNION ALL SELECT 7, 'accounts', person, '{"password": "new"}' FROM accounts
) x
ORDER BY x.n, x.subject;

-- +goose Down
-- Forward only: a record is not taken back.
SELECT 1;
