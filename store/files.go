package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/jackc/pgx/v5"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"

	"followthrough/casework"
)

// Sizes of what is kept as evidence.
const (
	MostFileBytes = 20 << 20  // one file
	mostCaseBytes = 100 << 20 // all files of a case
	mostCaseFiles = 300
)

// Files are sealed with the installation's key before they leave the process, so that the place they lie in, be it another's,
// holds nothing that can be read. A file is written whole and only then noted; until it is noted nobody sees it, and what is
// never noted is swept away (SweepFiles).

// OpenBlobs opens a folder, made if missing and readable to its owner only, for Deps.Blobs.
func OpenBlobs(folder string) (*blob.Bucket, error) {
	return fileblob.OpenBucket(folder, &fileblob.Options{CreateDir: true, DirFileMode: os.FileMode(0o700), NoTempDir: true, Metadata: fileblob.MetadataDontWrite})
}

// KeepFile keeps a file for a case, without yet saying what it proves: a move names it.
// Only what its content shows to be a PDF, PNG, JPEG, office document or plain text is
// kept, whatever its name says; pictures lose what cameras note beside them, such as the
// place. It lies under a random name, sealed with the installation's key.
func (s *Store) KeepFile(ctx context.Context, viewer casework.Viewer, no, name string, content io.Reader) (FileRow, error) {
	c, err := s.see(ctx, viewer, no)
	if err != nil {
		return FileRow{}, err
	}
	if c.leave.Sight != casework.Full || len(c.leave.Roles) == 0 {
		return FileRow{}, casework.Refuse(casework.WrongRole)
	}
	if c.state.Ended {
		return FileRow{}, casework.Refuse(casework.WrongStage)
	}
	data, err := io.ReadAll(io.LimitReader(content, MostFileBytes+1))
	if err != nil {
		return FileRow{}, fmt.Errorf("receive a file for %s: %w", no, err)
	}
	kind, data, err := cleaned(ctx, name, data)
	if err != nil {
		return FileRow{}, err
	}
	sum := sha256.Sum256(data)
	f := FileRow{ID: newID(), Name: fileName(name, kind), Type: kind.mime, Size: int64(len(data)), SHA256: hexOf(sum[:]), Person: viewer.ID}
	if err := s.shelve(ctx, f.ID, data); err != nil {
		return FileRow{}, fmt.Errorf("keep a file for %s: %w", no, err)
	}
	if err := s.noteFile(ctx, c.state.ID, sum[:], &f); err != nil {
		_ = s.Blobs.Delete(context.WithoutCancel(ctx), f.ID)
		return FileRow{}, err
	}
	return f, nil
}

func (s *Store) noteFile(ctx context.Context, id string, sum []byte, f *FileRow) error {
	const full = `
		SELECT coalesce(sum(size), 0) + $2 > $3 OR count(*) >= $4
		FROM files
		WHERE case_id = $1`
	const note = `
		INSERT INTO files (id, case_id, name, type, size, sha256, person, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, record_time())
		RETURNING at`
	return s.put(ctx, "file", func(tx pgx.Tx) error {
		if err := refuseIf(ctx, tx, "files-of-a-case-too-large", full, id, f.Size, int64(mostCaseBytes), mostCaseFiles); err != nil {
			return err
		}
		return tx.QueryRow(ctx, note, f.ID, id, f.Name, f.Type, f.Size, sum, f.Person).Scan(&f.At)
	})
}

// OpenFile returns a file of a case for who sees the case whole, checked against the
// digest that was noted when it was kept. A sealed one is served to those only who read
// sealed fields; for anybody else it is not there. An auditor's reading is recorded.
func (s *Store) OpenFile(ctx context.Context, viewer casework.Viewer, no, id string) (FileRow, io.ReadSeeker, error) {
	c, err := s.see(ctx, viewer, no)
	if err != nil {
		return FileRow{}, nil, err
	}
	if c.leave.Sight != casework.Full {
		return FileRow{}, nil, casework.Refuse(casework.NotFound)
	}
	const read = `
		SELECT id, name, type, size, encode(sha256, 'hex'), person, at
		FROM files
		WHERE case_id = $1 AND id = $2 AND (sealed IS NULL OR $3)`
	rows, err := s.pool.Query(ctx, read, c.state.ID, id, maySealed(viewer, c.leave))
	if err != nil {
		return FileRow{}, nil, outside(err)
	}
	f, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[FileRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return FileRow{}, nil, casework.Refuse(casework.NotFound)
	}
	if err != nil {
		return FileRow{}, nil, outside(err)
	}
	data, err := s.unshelve(ctx, id)
	if err != nil {
		return FileRow{}, nil, fmt.Errorf("open file %s of %s: %w", id, no, err)
	}
	if sum := sha256.Sum256(data); hexOf(sum[:]) != f.SHA256 {
		return FileRow{}, nil, fmt.Errorf("file %s of %s is not what was kept", id, no)
	}
	if slices.Contains(viewer.Offices, "auditor") {
		err = noteRead(ctx, s.pool, c.state.ID, viewer.ID, "file")
	}
	return f, bytes.NewReader(data), outside(err)
}

func (s *Store) shelve(ctx context.Context, id string, data []byte) error {
	if s.Blobs == nil {
		return errors.New("no place for files was given")
	}
	sealed, err := seal(s.Key, data, "file "+id)
	if err != nil {
		return err
	}
	return s.Blobs.WriteAll(ctx, id, sealed, &blob.WriterOptions{ContentType: "application/octet-stream"})
}

func (s *Store) unshelve(ctx context.Context, id string) ([]byte, error) {
	if s.Blobs == nil {
		return nil, errors.New("no place for files was given")
	}
	sealed, err := s.Blobs.ReadAll(ctx, id)
	if err != nil {
		return nil, err
	}
	return unseal(s.Key, sealed, "file "+id)
}

// fileName is the last part of a name as sent, without what could break a header or a
// folder, and with an ending that says what the file is.
func fileName(name string, kind fileKind) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf) || strings.ContainsRune(`<>:"|?*/`, r) {
			return -1
		}
		return r
	}, name)
	ending := path.Ext(name)
	stem := []rune(strings.Trim(strings.TrimSuffix(name, ending), " ."))
	if !slices.Contains(kind.endings, strings.ToLower(ending)) {
		ending = kind.endings[0]
	}
	if len(stem) == 0 {
		stem = []rune("file")
	}
	return string(stem[:min(len(stem), 120)]) + ending
}
