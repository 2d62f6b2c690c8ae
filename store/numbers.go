package store

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"followthrough/casework"
)

// inSeries reads a document's number: what stands before the year, the year, the number in it.
var inSeries = regexp.MustCompile(`^(.{1,40})〔(\d{4})〕(\d{1,6})号$`)

// oneWay writes a number as everybody could have meant it: without spaces, one kind of bracket, one kind of digit.
var oneWay = strings.NewReplacer(" ", "", "　", "", "\t", "", "[", "〔", "]", "〕", "［", "〔", "］", "〕", "(", "〔", ")", "〕", "（", "〔", "）", "〕", "【", "〔", "】", "〕",
	"０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")

// claimNumbers takes the numbers that a move gives to documents. One that another case has
// is refused, with the next free one of its series; who waits for it here waits for the
// other's commit.
func (t *taken) claimNumbers(ctx context.Context, tx pgx.Tx) error {
	const claim = `
		INSERT INTO document_numbers AS d (key, number, case_id, person, series, year, n, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (key) DO UPDATE SET number = excluded.number
		WHERE d.case_id = excluded.case_id`
	for _, f := range t.move(t.command.Move).Form {
		number := strings.TrimSpace(t.command.Fields[f.Name])
		if !f.Unique || number == "" {
			continue
		}
		key := oneWay.Replace(number)
		series, year, n := readNumber(key)
		tag, err := tx.Exec(ctx, claim, key, number, t.state.ID, t.command.Actor.ID, series, year, n, t.env.Now)
		if err != nil {
			return fmt.Errorf("claim a document's number: %w", err)
		}
		if tag.RowsAffected() == 0 {
			return t.refuseNumber(ctx, tx, f.Name, number, series, year)
		}
	}
	return nil
}

func (t *taken) refuseNumber(ctx context.Context, tx pgx.Tx, field, number, series string, year int) error {
	if series == "" {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "number-used", Field: field, Args: []string{number}})
	}
	next, err := nextOf(ctx, tx, series, year)
	if err != nil {
		return err
	}
	return casework.Refuse(casework.Invalid, casework.Item{Key: "number-used-next", Field: field, Args: []string{number, next}})
}

func readNumber(key string) (series string, year, n int) {
	m := inSeries.FindStringSubmatch(key)
	if m == nil {
		return "", 0, 0
	}
	year, _ = strconv.Atoi(m[2])
	n, _ = strconv.Atoi(m[3])
	return m[1], year, n
}

func nextOf(ctx context.Context, q querier, series string, year int) (string, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT coalesce(max(n), 0) + 1 FROM document_numbers WHERE series = $1 AND year = $2`, series, year).Scan(&n)
	return fmt.Sprintf("%s〔%d〕%d号", series, year, n), err
}

// NextNumber proposes the number of a person's next document: one more in the series that
// their unit used last, which begins anew each year. It is empty while the unit has none:
// the first number, written by hand, begins the series.
func (s *Store) NextNumber(ctx context.Context, person string, year int) (string, error) {
	const newest = `
		SELECT d.series
		FROM document_numbers d
		JOIN persons p ON p.id = d.person
		WHERE p.unit = (SELECT unit FROM persons WHERE id = $1) AND d.series <> ''
		ORDER BY d.at DESC
		LIMIT 1`
	var series string
	err := s.pool.QueryRow(ctx, newest, person).Scan(&series)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", outside(err)
	}
	next, err := nextOf(ctx, s.pool, series, year)
	return next, outside(err)
}
