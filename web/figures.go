package web

import (
	"net/http"
	"slices"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// boardMonths is how many months the board shows, the running one among them.
const boardMonths = 12

// figureNames are the figures of the board in the order of their tabs.
var figureNames = []string{"answered", "carried-out", "closed", "reopened", "disputed"}

// ageDays part the ages of open cases.
var ageDays = []int{30, 60, 90, 365}

// span is what the board covers today.
func (v *visit) span() store.Span {
	now := v.now.In(v.s.Terms.Zone())
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, now.Location())
	x := store.Span{Now: v.now}
	for i := boardMonths - 1; i >= 0; i-- {
		x.Months = append(x.Months, first.AddDate(0, -i, 0))
	}
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	for _, n := range ageDays {
		x.Ages = append(x.Ages, today.AddDate(0, 0, -n))
	}
	x.Ended = []casework.Stage{petition.Closed}
	return x
}

// showFigures is the board: units by months, what stands open, what came after the answer.
func showFigures(v *visit) error {
	p, err := v.board()
	if err != nil {
		return err
	}
	return v.show(http.StatusOK, v.words.T("figures.title"), p, pages.FiguresPage(p))
}

func (v *visit) board() (pages.Figures, error) {
	x := v.span()
	b, err := v.s.Oversight.Board(v.Request().Context(), v.viewer, x)
	if err != nil {
		return pages.Figures{}, err
	}
	p := pages.Figures{Now: v.now, Figure: v.QueryParam("figure"), Months: x.Months, Figures: figureNames, Units: []pages.FigureUnit{}}
	if !slices.Contains(figureNames, p.Figure) {
		p.Figure = figureNames[0]
	}
	p.Units, p.All = v.figureUnits(b, x, p.Figure)
	p.Stages, p.Ages, p.Open = v.openBars(b, x)
	p.After = v.afterwards(b, x)
	for _, name := range slices.Concat(figureNames, []string{"open", "sealed"}) {
		p.Definitions = append(p.Definitions, pages.Part{Label: v.words.T("figures.name." + name), Text: v.words.T("figures.def." + name)})
	}
	return p, nil
}

// figureUnits are the rows of the board, in the order of the directory, and the row for all of them.
func (v *visit) figureUnits(b store.Board, x store.Span, figure string) ([]pages.FigureUnit, pages.FigureUnit) {
	rows := map[string]*pages.FigureUnit{}
	row := func(id, name string) *pages.FigureUnit {
		if rows[id] == nil {
			rows[id] = &pages.FigureUnit{ID: id, Name: name, Cells: make([]pages.FigureCell, len(x.Months))}
		}
		return rows[id]
	}
	all := row("*", v.words.T("dispatch.all"))
	for _, c := range b.Counts {
		i := slices.IndexFunc(x.Months, func(m time.Time) bool { return m.Format(time.DateOnly) == c.Month.UTC().Format(time.DateOnly) })
		if i < 0 {
			continue
		}
		mine := row(c.Unit, v.unitName(c.Unit))
		if c.Figure == figure {
			mine.Cells[i].N, mine.Cells[i].Good = mine.Cells[i].N+c.N, mine.Cells[i].Good+c.Good
			all.Cells[i].N, all.Cells[i].Good = all.Cells[i].N+c.N, all.Cells[i].Good+c.Good
		}
	}
	for _, o := range b.Open {
		row(o.Unit, v.unitName(o.Unit))
	}
	var units []pages.FigureUnit
	for _, id := range append(v.unitIDs(), "") {
		if r := rows[id]; r != nil {
			units = append(units, *r)
		}
	}
	for _, r := range append(units, *all) {
		for i := range r.Cells {
			unit := r.ID
			if unit == "*" {
				unit = ""
			}
			r.Cells[i].Path = pages.FigurePath(figure, unit, x.Months[i], x.Months[i], "", "")
		}
	}
	return units, *all
}

func (v *visit) unitIDs() []string {
	var ids []string
	for _, u := range v.dir().unitList {
		ids = append(ids, u.ID)
	}
	return ids
}

// openBars are the open cases by stage and by age.
func (v *visit) openBars(b store.Board, x store.Span) (stages, ages []pages.FigureBar, all int) {
	byStage, byAge := map[casework.Stage]int{}, make([]int, len(x.Ages)+1)
	for _, o := range b.Open {
		byStage[o.Stage] += o.N
		byAge[o.Age] += o.N
		all += o.N
	}
	for _, s := range petition.Process.StageList() {
		if n := byStage[s.Name]; n > 0 || slices.Contains(way[petition.LedCase][:8], s.Name) {
			stages = append(stages, pages.FigureBar{Name: v.words.T("stage." + string(s.Name)), N: n, Path: "/figures/list?figure=open&stage=" + string(s.Name)})
		}
	}
	for i, n := range byAge {
		ages = append(ages, pages.FigureBar{Name: v.words.T("figures.age." + itoa(i)), N: n, Path: "/figures/list?figure=open&age=" + itoa(i)})
	}
	return stages, ages, all
}

// afterwards are the totals of the months on the board: what came after the answer. Closed is not resolved.
func (v *visit) afterwards(b store.Board, x store.Span) []pages.FigureTotal {
	sum := func(figure, note string) (n, good int) {
		for _, c := range b.Counts {
			if c.Figure == figure && (note == "" || c.Note == note) {
				n, good = n+c.N, good+c.Good
			}
		}
		return n, good
	}
	first, last := x.Months[0], x.Months[len(x.Months)-1]
	total := func(key string, n, of int, path string) pages.FigureTotal {
		return pages.FigureTotal{Key: key, Name: v.words.T("figures.after." + key), N: n, Of: of, Path: path}
	}
	steps, kept := sum("carried-out", "")
	closed, _ := sum("closed", "")
	reopened, _ := sum("reopened", "")
	disputed, _ := sum("disputed", "")
	all := []pages.FigureTotal{
		total("carried-out", kept, steps, pages.FigurePath("carried-out", "", first, last, "yes", "")),
		total("closed", closed, 0, pages.FigurePath("closed", "", first, last, "", "")),
		total("reopened", reopened, closed, pages.FigurePath("reopened", "", first, last, "", "")),
		total("disputed", disputed, 0, pages.FigurePath("disputed", "", first, last, "", "")),
	}
	for _, outcome := range outcomeNames() {
		if n, _ := sum("closed", outcome); n > 0 || outcome == "resolved" {
			t := pages.FigureTotal{Key: "outcome", Name: v.words.T("figures.after.outcome", "Outcome", v.words.T("option.outcome."+outcome)), N: n, Of: closed,
				Path: pages.FigurePath("closed", "", first, last, "", outcome)}
			all = append(all, t)
		}
	}
	return all
}

// outcomeNames are the outcomes that a closure may claim, as the table has them.
func outcomeNames() []string {
	for _, m := range petition.Process.MoveList() {
		for _, f := range m.Form {
			if m.Name == "propose-closure" && f.Name == "outcome" {
				return f.Options
			}
		}
	}
	return nil
}

// showFigureList is what stands behind a number of the board.
func showFigureList(v *visit) error {
	x := v.span()
	ask, title, ok := v.figureAsk(x)
	if !ok {
		return casework.Refuse(casework.NotFound)
	}
	l, err := v.s.Oversight.FigureCases(v.Request().Context(), v.viewer, x, ask, v.QueryParam("after"), pageRows)
	if err != nil {
		return err
	}
	p := pages.FigureList{Title: title, Say: v.words.T("figures.def." + ask.Figure), Rows: v.rows(l.Rows), Count: l.Count, Next: nextPage("/figures/list", v.QueryParams(), l.Next),
		Back: pages.Link{Path: "/figures", Text: v.words.T("figures.title")}}
	return v.show(http.StatusOK, p.Title, p, pages.FigureListPage(p))
}

// figureAsk reads which number is asked for, and says it.
func (v *visit) figureAsk(x store.Span) (ask store.FigureAsk, title string, ok bool) {
	q, w, zone := v.QueryParam, v.words, v.s.Terms.Zone()
	ask = store.FigureAsk{Figure: q("figure"), Unit: q("unit"), Good: q("good"), Note: q("outcome"), Stage: casework.Stage(q("stage"))}
	title = w.T("figures.name." + ask.Figure)
	if ask.Unit != "" {
		title += w.T("sign.dot") + v.unitName(ask.Unit)
	}
	switch {
	case ask.Figure == "open":
		ask.From, ask.To = time.Date(1900, 1, 1, 0, 0, 0, 0, zone), v.now.AddDate(1, 0, 0)
		if i := slices.Index([]string{"0", "1", "2", "3", "4"}, q("age")); i >= 0 {
			title += w.T("sign.dot") + w.T("figures.age."+itoa(i))
			if i > 0 {
				ask.To = x.Ages[i-1]
			}
			if i < len(x.Ages) {
				ask.From = x.Ages[i]
			}
		}
		if ask.Stage != "" {
			if !w.Has("stage." + string(ask.Stage)) {
				return ask, "", false
			}
			title += w.T("sign.dot") + w.T("stage."+string(ask.Stage))
		}
		return ask, title, true
	case !slices.Contains(figureNames, ask.Figure) || ask.Note != "" && !w.Has("option.outcome."+ask.Note):
		return ask, "", false
	}
	from, err := time.ParseInLocation("2006-01", q("from"), zone)
	to, err2 := time.ParseInLocation("2006-01", q("to"), zone)
	if err != nil || err2 != nil || to.Before(from) {
		return ask, "", false
	}
	ask.From, ask.To = from, to.AddDate(0, 1, 0)
	months := w.T("figures.month", "Year", from.Year(), "Month", int(from.Month()))
	if !to.Equal(from) {
		months += w.T("figures.till") + w.T("figures.month", "Year", to.Year(), "Month", int(to.Month()))
	}
	if ask.Note != "" {
		title += w.T("sign.dot") + w.T("option.outcome."+ask.Note)
	}
	if w.Has("figures.good." + ask.Good) {
		title += w.T("sign.dot") + w.T("figures.good."+ask.Good)
	}
	return ask, title + w.T("sign.dot") + months, true
}
