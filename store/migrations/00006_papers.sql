-- +goose Up

-- Numbers of documents that were given out, such as an opinion's: each once in the whole
-- record, the same case's own again. A number is known by its key, in which brackets,
-- spaces and digits are written one way; its series goes on by the year.
CREATE TABLE document_numbers (
    key      text PRIMARY KEY,
    number   text NOT NULL,
    case_id  text NOT NULL REFERENCES cases,
    person   text NOT NULL REFERENCES persons,  -- who gave it
    series   text NOT NULL DEFAULT '',          -- what stands before the year; empty for a number of no series
    year     int NOT NULL DEFAULT 0,
    n        int NOT NULL DEFAULT 0,
    at       timestamptz NOT NULL
);
CREATE INDEX numbers_of_a_series ON document_numbers (series, year, n);
CREATE INDEX numbers_by_time ON document_numbers (at);
CREATE INDEX numbers_of_a_case ON document_numbers (case_id);
INSERT INTO document_numbers (key, number, case_id, person, series, year, n, at)
SELECT regexp_replace(t.fields ->> 'number', '\s', '', 'g'), t.fields ->> 'number', t.case_id, t.actor,
       coalesce(substring(t.fields ->> 'number' FROM '^(.{1,40})〔[0-9]{4}〕[0-9]{1,6}号$'), ''),
       coalesce(substring(t.fields ->> 'number' FROM '〔([0-9]{4})〕[0-9]{1,6}号$')::int, 0),
       coalesce(substring(t.fields ->> 'number' FROM '〔[0-9]{4}〕([0-9]{1,6})号$')::int, 0), t.at
FROM timeline t
JOIN persons p ON p.id = t.actor
WHERE t.move = 'sign-opinion' AND t.fields ? 'number'
ORDER BY t.at
ON CONFLICT (key) DO NOTHING;

-- Templates for plans and opinions, kept by supervisors and legal reviewers. A change is a
-- new version beside the old ones, with who, when and why; nothing is overwritten.
CREATE TABLE templates (
    id        text NOT NULL CHECK (id ~ '^[0-9a-z]{26}$'),
    version   int  NOT NULL CHECK (version > 0),
    kind      text NOT NULL CHECK (kind IN ('plan','opinion')),
    category  text NOT NULL DEFAULT '' CHECK (length(category) <= 200),   -- of the cases it is meant for; empty: any
    title     text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    fields    jsonb NOT NULL,
    ended     boolean NOT NULL DEFAULT false,
    person    text NOT NULL REFERENCES persons,
    reason    text NOT NULL DEFAULT '',
    at        timestamptz NOT NULL,
    PRIMARY KEY (id, version)
);
-- +goose StatementBegin
CREATE FUNCTION a_template_only_gets_new_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a template only gets new versions' USING ERRCODE = '42501';
END $$;
-- +goose StatementEnd
CREATE TRIGGER a_template_only_gets_new_versions BEFORE UPDATE OR DELETE ON templates FOR EACH ROW EXECUTE FUNCTION a_template_only_gets_new_versions();

-- Earlier cases of a category, of which one may learn.
CREATE INDEX cases_with_an_outcome ON cases ((traits ->> 'category'), opened DESC) WHERE result <> '' AND NOT sealed;

-- +goose Down
-- Forward only: a record is not taken back.
SELECT 1;
