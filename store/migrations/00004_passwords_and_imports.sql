-- +goose Up

-- A password that somebody else gave is good for one login before it runs out, and that
-- login is good for nothing but choosing one's own.
ALTER TABLE accounts
    ADD must_change boolean NOT NULL DEFAULT false,
    ADD once_until  timestamptz,
    ADD once_used   timestamptz,
    ADD CONSTRAINT only_a_one_time_password_runs_out CHECK (must_change = (once_until IS NOT NULL)),
    ADD CONSTRAINT only_a_one_time_password_is_used_up CHECK (must_change OR once_used IS NULL);

-- What the portal works on for an import: the file itself, how a person wants it read, what
-- was found, and what is wanted next. It is apart from the batch, whose row is locked while
-- its cases are opened.
CREATE TABLE import_work (
    batch    text PRIMARY KEY REFERENCES import_batches ON DELETE CASCADE,
    content  bytea,                           -- the file, sealed with the installation's key; gone once it is in
    size     int NOT NULL CHECK (size > 0),
    choices  jsonb NOT NULL DEFAULT '{}',     -- how it is to be read: sheet, columns, dates, and from when it may escalate
    found    jsonb,                           -- what reading it found; null until it was read
    wish     text NOT NULL DEFAULT '' CHECK (wish IN ('', 'read', 'open')),
    trouble  jsonb,                           -- why it could not be done, by its key
    done     int NOT NULL DEFAULT 0,
    total    int NOT NULL DEFAULT 0,
    leased   timestamptz                      -- until when somebody works on the wish
);
CREATE INDEX wishes ON import_work (leased) WHERE wish <> '';

ALTER TABLE import_rows ADD alike int NOT NULL DEFAULT 0;   -- percent of the words that the twin shares; 0: the same original number
CREATE INDEX bad_rows ON import_rows (batch, row) WHERE errors <> '[]';
CREATE INDEX rows_with_a_twin ON import_rows (batch, row) WHERE twin <> '';

-- +goose Down
-- Forward only: a record is not taken back.
SELECT 1;
