-- +goose Up

-- What lists narrow and sort by, one slim row a case: the case's own row carries its facts
-- and is ten times as wide. Whoever writes a case writes this row, by the trigger below.
CREATE TABLE listed (
    case_id   text PRIMARY KEY REFERENCES cases,
    kind      text NOT NULL,
    number    bigint NOT NULL,               -- the end of the number people know: it rises with every case
    unit      text,
    stage     text NOT NULL,
    ended     boolean NOT NULL,
    track     text NOT NULL,
    category  text NOT NULL,
    result    text NOT NULL,
    leader    text NOT NULL,
    opened    timestamptz NOT NULL,
    closed    timestamptz,                   -- approved or ended otherwise; null while it goes on
    due       timestamptz NOT NULL,          -- the next date; infinity when nothing is owed
    sealed    boolean NOT NULL,
    hidden    text[] NOT NULL,
    persons   text[] NOT NULL,               -- whoever holds a role in it
    sighted   text[] NOT NULL,               -- of them, those who are neither recused nor undeclared
    apart     text[] NOT NULL                -- recused, or with no conflict declared yet
) WITH (fillfactor = 80);

-- +goose StatementBegin
CREATE FUNCTION case_is_listed(c cases) RETURNS void LANGUAGE sql AS $$
    WITH party AS (
        SELECT ARRAY(SELECT DISTINCT p
                     FROM jsonb_each(CASE jsonb_typeof(c.parties -> 'Holders') WHEN 'object' THEN c.parties -> 'Holders' ELSE '{}' END) h,
                          jsonb_array_elements_text(CASE jsonb_typeof(h.value) WHEN 'array' THEN h.value ELSE '[]' END) p) AS persons,
               ARRAY(SELECT DISTINCT p
                     FROM unnest(ARRAY[c.parties -> 'Unconfirmed', c.parties -> 'Recused']) a,
                          jsonb_array_elements_text(CASE jsonb_typeof(a) WHEN 'array' THEN a ELSE '[]' END) p) AS apart
    )
    INSERT INTO listed
    SELECT c.id, c.kind, coalesce(right(substring(c.no FROM '[0-9]+$'), 18)::bigint, 0), c.unit, c.stage, c.ended,
           coalesce(c.traits ->> 'track', ''), coalesce(c.traits ->> 'category', ''), c.result,
           coalesce(c.parties -> 'Holders' -> 'leader' ->> 0, ''), c.opened,
           CASE WHEN c.ended OR c.stage = 'closed' THEN coalesce((c.facts -> 'closure' ->> 'approved')::timestamptz, c.entered) END,
           coalesce((SELECT min((d -> 'Term' ->> 'At')::timestamptz) FROM jsonb_array_elements(c.dues) d), 'infinity'),
           c.sealed, c.hidden, p.persons, ARRAY(SELECT unnest(p.persons) EXCEPT SELECT unnest(p.apart)), p.apart
    FROM party p
    ON CONFLICT (case_id) DO UPDATE
    SET unit = excluded.unit, stage = excluded.stage, ended = excluded.ended, track = excluded.track, category = excluded.category,
        result = excluded.result, leader = excluded.leader, opened = excluded.opened, closed = excluded.closed, due = excluded.due,
        sealed = excluded.sealed, hidden = excluded.hidden, persons = excluded.persons, sighted = excluded.sighted, apart = excluded.apart
    WHERE (listed.unit, listed.stage, listed.ended, listed.track, listed.category, listed.result, listed.leader, listed.opened, listed.closed,
           listed.due, listed.sealed, listed.hidden, listed.persons, listed.apart)
          IS DISTINCT FROM
          (excluded.unit, excluded.stage, excluded.ended, excluded.track, excluded.category, excluded.result, excluded.leader, excluded.opened,
           excluded.closed, excluded.due, excluded.sealed, excluded.hidden, excluded.persons, excluded.apart)
$$;
CREATE FUNCTION case_is_listed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM case_is_listed(NEW);
    RETURN NULL;
END $$;
-- +goose StatementEnd
SELECT case_is_listed(c) FROM cases c;
CREATE TRIGGER case_is_listed AFTER INSERT OR UPDATE OF unit, stage, ended, opened, entered, facts, dues, traits, result, parties, sealed, hidden ON cases FOR EACH ROW EXECUTE FUNCTION case_is_listed();

CREATE INDEX listed_by_due ON listed (due, case_id);
CREATE INDEX listed_by_opening ON listed (opened, case_id);
CREATE INDEX listed_by_number ON listed (number, case_id);
CREATE INDEX listed_open_by_due ON listed (due, case_id) WHERE NOT ended;
CREATE INDEX listed_open_by_opening ON listed (opened, case_id) WHERE NOT ended;
CREATE INDEX listed_of_a_unit ON listed (unit, due, case_id);
CREATE INDEX listed_of_a_stage ON listed (stage, due, case_id);
CREATE INDEX listed_of_a_leader ON listed (leader, due, case_id);
CREATE INDEX listed_of_a_category ON listed (category);
CREATE INDEX listed_by_result ON listed (result);
CREATE INDEX listed_by_closing ON listed (closed) WHERE closed IS NOT NULL;
CREATE INDEX listed_of_a_person ON listed USING gin (persons);

-- The words of a case: title and number (seq 0), then one row for each line of the timeline
-- that says something. Grams are all its pairs of adjoining characters (of the title the
-- single ones too), the characters' code points packed into one number: the ordinary
-- Chinese word has two characters, for which trigrams find nothing. The petitioner's own
-- data are blanked out before.
CREATE TABLE case_texts (
    case_id  text NOT NULL REFERENCES cases,
    seq      bigint NOT NULL,
    text     text NOT NULL,
    grams    int[] NOT NULL,
    PRIMARY KEY (case_id, seq)
);
ALTER TABLE case_texts ALTER COLUMN grams SET STATISTICS 1000;
CREATE INDEX case_texts_by_gram ON case_texts USING gin (grams) WITH (fastupdate = off);
-- Cases recorded before there was a search get their words when the record is opened next.
INSERT INTO settings
SELECT 'texts', 'missing'
WHERE EXISTS (SELECT FROM cases);

-- A list as somebody wants it again: the address behind its name.
CREATE TABLE list_views (
    person   text NOT NULL REFERENCES persons,
    name     text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    query    text NOT NULL CHECK (length(query) <= 2000),
    created  timestamptz NOT NULL,
    PRIMARY KEY (person, name)
);

-- What came of acts on many cases at once: each is recorded in its case; here stands what
-- the person was told. The cases that refused left nothing behind anywhere else.
CREATE TABLE batch_acts (
    id       text PRIMARY KEY CHECK (length(id) BETWEEN 8 AND 160),
    person   text NOT NULL REFERENCES persons,
    move     text NOT NULL,
    results  jsonb NOT NULL,
    at       timestamptz NOT NULL
);

-- What was read, where the case alone does not say it: an export's conditions and its number of rows.
ALTER TABLE reads ADD COLUMN about text NOT NULL DEFAULT '';

-- +goose Down
-- Forward only: a record is not taken back.
SELECT 1;
