package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// wanted is a word that is looked for.
type wanted struct {
	n     int    // names its arguments
	match string // a condition on case_texts t that is true of texts with the word, by the text alone
	index string // the same by way of the index
	units bool   // a unit is called so
	texts int    // how many texts have it, up to often
}

// wanted prepares the words of a query: of each its grams, its pattern and the units whose name holds it.
func (s *Store) wanted(dir *directory, query string, args pgx.NamedArgs) []wanted {
	var all []wanted
	for n, word := range Words(query) {
		w := wanted{n: n}
		text, pattern := "t.text", "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word)+"%"
		if strings.ToLower(word) != strings.ToUpper(word) {
			text, pattern = "lower(t.text)", strings.ToLower(pattern)
		}
		args[w.arg("grams")], args[w.arg("like")] = wordGrams(word), pattern
		w.match = text + " LIKE @" + w.arg("like")
		w.index = "t.grams @> @" + w.arg("grams") + "::int[]"
		if len(grams(word)) == 0 {
			w.match += " AND t.seq = 0" // a single character is looked for in titles
			w.index += " AND t.seq = 0"
		}
		if !exact(word) {
			w.index += " AND " + w.match
		}
		units := []string{}
		for id, u := range dir.units {
			if strings.Contains(u.NameZH, word) || strings.Contains(strings.ToLower(u.NameEN), strings.ToLower(word)) {
				units = append(units, id)
			}
		}
		args[w.arg("units")], w.units = units, len(units) > 0
		all = append(all, w)
	}
	return all
}

func (w wanted) arg(name string) string { return fmt.Sprint("word_", name, w.n) }

// holders selects the cases that have the word, at most most of each sort; all when most is zero.
func (w wanted) holders(most int) string {
	limit := ""
	if most > 0 {
		limit = fmt.Sprint("LIMIT ", most)
	}
	union := "UNION"
	if most > 0 {
		union = "UNION ALL"
	}
	text := "SELECT t.case_id FROM case_texts t WHERE " + w.index + " " + limit
	if !w.units {
		if most == 0 {
			text = strings.Replace(text, "SELECT", "SELECT DISTINCT", 1)
		}
		return text
	}
	return "(" + text + ")\n" + union + "\n(SELECT u.case_id FROM listed u WHERE u.unit = ANY (@" + w.arg("units") + ") " + limit + ")"
}

// probes are the words as conditions on one case. A scalar query, for of an EXISTS the planner
// may make a join that reads every text there is.
func (q *finding) probes(words []wanted) string {
	var all []string
	for _, w := range words {
		has := "coalesce((SELECT true FROM case_texts t WHERE t.case_id = l.case_id AND " + w.match + " LIMIT 1), false)"
		if w.units {
			has = "(l.unit = ANY (@" + w.arg("units") + ") OR " + has + ")"
		}
		all = append(all, has)
	}
	return strings.Join(all, "\n  AND ")
}

// decideWords looks how common the words are: the rarest leads. When all are common, it looks
// how many cases the other conditions leave; when those are many too, the order is walked, for
// then a page is soon full, and the count is one of "at least".
func (q *finding) decideWords(ctx context.Context) error {
	for i, w := range q.words {
		var err error
		if q.words[i].texts, err = q.number(ctx, `SELECT count(*) FROM (`+w.holders(often+1)+`) AS holders`); err != nil {
			return err
		}
		if w.units && q.words[i].texts > often { // either of the two may have reached its bound
			q.words[i].texts = often + 1
		}
	}
	slices.SortStableFunc(q.words, func(a, b wanted) int { return a.texts - b.texts })
	if q.from.Word = q.words[0].n; q.words[0].texts <= often {
		q.from.Plan = looked
		return nil
	}
	n, err := q.counted(ctx, few+1)
	if err != nil || n <= few {
		q.from.Plan = gathered
		return err
	}
	n, err = q.number(ctx, `
		SELECT count(DISTINCT l.case_id)
		FROM (`+q.words[0].holders(often)+`) AS hit
		JOIN listed l ON l.case_id = hit.case_id
		WHERE `+strings.Join(nonEmpty(q.conditions(), q.probes(q.words[1:])), "\n  AND "))
	q.from.Count, q.from.AtLeast = roundedDown(n), true
	return err
}

// roundedDown keeps the first figure of a number of which only "at least" is known.
func roundedDown(n int) int {
	unit := 1
	for n/unit >= 10 {
		unit *= 10
	}
	return n / unit * unit
}

// Excerpt is where a word of the search stands in the texts of a case.
type Excerpt struct {
	Seq  int64
	Move string // of the line
	Text string // some characters around the first word, on one line
}

// around is how many characters an excerpt shows before and after the word.
const around = 24

// addExcerpts finds, for rows whose title, number and unit do not hold every word, the
// first line that holds a missing one: one query for all rows.
func (s *Store) addExcerpts(ctx context.Context, rows []CaseRow, looked []string, dir *directory) error {
	if len(looked) == 0 || len(rows) == 0 {
		return nil
	}
	var ids, patterns []string
	for i := range rows {
		if len(rows[i].missing(looked, dir)) > 0 {
			ids = append(ids, rows[i].ID)
		}
	}
	for _, w := range looked {
		patterns = append(patterns, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(w))+"%")
	}
	type line struct {
		Case string
		Seq  int64
		Move string
		Text string
	}
	lines, err := list[line](ctx, s.pool, `
		SELECT t.case_id, t.seq, l.move, t.text
		FROM case_texts t
		JOIN timeline l ON l.case_id = t.case_id AND l.seq = t.seq
		WHERE t.case_id = ANY ($1) AND t.seq > 0 AND lower(t.text) LIKE ANY ($2)
		ORDER BY t.case_id, t.seq`, orEmpty(ids), patterns)
	if err != nil {
		return err
	}
	for i := range rows {
		missing := rows[i].missing(looked, dir)
		for _, l := range lines {
			if text := excerpt(l.Text, missing); rows[i].Excerpt == nil && l.Case == rows[i].ID && text != "" {
				rows[i].Excerpt = &Excerpt{l.Seq, l.Move, text}
			}
		}
	}
	return nil
}

// missing are the words that a list's row does not show.
func (r CaseRow) missing(looked []string, dir *directory) []string {
	shown := strings.ToLower(strings.Join([]string{r.Title, r.No, dir.units[r.Unit].NameZH, dir.units[r.Unit].NameEN}, "\n"))
	return slices.DeleteFunc(slices.Clone(looked), func(w string) bool { return strings.Contains(shown, strings.ToLower(w)) })
}

// excerpt cuts the surroundings of the first word that the text holds.
func excerpt(text string, looked []string) string {
	for _, paragraph := range strings.Split(text, "\n") {
		letters := []rune(paragraph)
		for _, w := range looked {
			at := strings.Index(strings.ToLower(paragraph), strings.ToLower(w))
			if at < 0 {
				continue
			}
			start := len([]rune(strings.ToLower(paragraph)[:at]))
			end := min(len(letters), start+len([]rune(w))+around)
			from, before, after := max(0, start-around), "", ""
			if from > 0 {
				before = "…"
			}
			if end < len(letters) {
				after = "…"
			}
			return before + strings.TrimSpace(string(letters[min(from, end):end])) + after
		}
	}
	return ""
}
