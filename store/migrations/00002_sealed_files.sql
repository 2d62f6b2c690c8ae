-- +goose Up

-- A misfiled upload is sealed, never erased: the line of the timeline that sealed it.
ALTER TABLE files ADD COLUMN sealed bigint;
ALTER TABLE files ADD CONSTRAINT a_file_is_sealed_by_a_line FOREIGN KEY (case_id, sealed) REFERENCES timeline (case_id, seq);

-- +goose Down
-- Forward only: a record is not taken back.
SELECT 1;
