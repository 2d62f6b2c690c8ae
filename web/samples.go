package web

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/locales"
	"followthrough/web/pages"
)

// drawable is how many months back a sample may be drawn.
const drawable = 6

// showSamples lists the draws and offers the months that are over and not drawn.
func showSamples(v *visit) error {
	all, err := v.s.Oversight.Samples(v.Request().Context(), v.viewer)
	if err != nil {
		return err
	}
	p := pages.Samples{Draws: []pages.Sample{}, Months: []pages.Option{}, Action: store.NewAction()}
	var drawn []string
	for _, x := range all {
		p.Draws = append(p.Draws, v.sample(x))
		if x.Unit == v.viewer.Unit {
			drawn = append(drawn, x.Month.UTC().Format("2006-01"))
		}
	}
	months := v.span().Months
	for i := range drawable {
		m := months[len(months)-2-i]
		if !slices.Contains(drawn, m.Format("2006-01")) {
			p.Months = append(p.Months, pages.Option{Value: m.Format("2006-01"), Text: v.words.T("figures.month", "Year", m.Year(), "Month", int(m.Month()))})
		}
	}
	_, p.Percent, p.Least, p.Most = v.thresholds().SampleSize(v.now.In(v.s.Terms.Zone()), 0)
	return v.show(http.StatusOK, v.words.T("samples.title"), p, pages.SamplesPage(p))
}

// drawSample draws a month's sample: once, with a seed of the record's own.
func drawSample(v *visit) error {
	in, err := v.action()
	if err != nil {
		return err
	}
	from, err := time.ParseInLocation("2006-01", in.Fields["month"], v.s.Terms.Zone())
	if err != nil {
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "month", Field: "month"})
	}
	id, err := v.s.Oversight.DrawSample(v.Request().Context(), v.viewer, from, from.AddDate(0, 1, 0), petition.Closed, func(closed int) (int, string) {
		size, percent, least, most := v.thresholds().SampleSize(v.now.In(v.s.Terms.Zone()), closed)
		return size, itoa(percent) + "%, " + itoa(least) + "-" + itoa(most)
	})
	if err != nil {
		return err
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusCreated, opened{id})
	}
	return v.goTo(pages.SamplePath(id))
}

func (v *visit) sample(x store.Sample) pages.Sample {
	return pages.Sample{ID: x.ID, Unit: v.unitName(x.Unit), Month: x.Month, Seed: x.Seed, Size: x.Size, Rule: x.Rule, Found: x.Found,
		DrawnBy: v.dir().name(x.DrawnBy, v.words), Drawn: x.Drawn}
}

// showSample is one draw: the cases with who looks again, and what anybody needs to draw again.
func showSample(v *visit) error {
	d, err := v.s.Oversight.SampleAt(v.Request().Context(), v.viewer, v.Param("id"))
	if err != nil {
		return err
	}
	p := pages.SampleDraw{Sample: v.sample(d.Sample), Cases: []pages.SampleCase{}, From: d.From, Same: d.Same}
	for _, c := range d.Cases {
		x := pages.SampleCase{Place: c.Place, No: c.No, Title: c.Title, Unit: v.unitName(c.Unit), Looker: v.dir().person(c.Looker, v.words.Lang), Finding: c.Finding,
			LookedBy: v.dir().name(c.LookedBy, v.words), May: c.May && approvers.admits(v.viewer.Offices), Rank: store.DrawRank(d.Seed, c.No)[:12]}
		if c.Seq > 0 {
			x.Path = linePath(c.No, c.Seq)
		}
		p.Cases = append(p.Cases, x)
	}
	return v.show(http.StatusOK, v.words.T("samples.title"), p, pages.SamplePage(p))
}

// lookAgain records what a second look came to: a comment where the closure was sound, an instruction to its leader where it is doubtful.
func lookAgain(v *visit) error {
	in, err := v.action()
	if err != nil {
		return err
	}
	ctx, id := v.Request().Context(), v.Param("id")
	place, _ := strconv.Atoi(v.Param("n"))
	d, err := v.s.Oversight.SampleAt(ctx, v.viewer, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(d.Cases, func(c store.SampleCase) bool { return c.Place == place })
	finding, note := in.Fields["finding"], in.Fields["note"]
	move := map[string]string{"sound": "comment", "doubtful": "instruct"}[finding]
	switch {
	case i < 0:
		return casework.Refuse(casework.NotFound)
	case move == "":
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "finding", Field: "finding"})
	case note == "":
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "note", Field: "note"})
	case d.Cases[i].Finding != "" && d.Cases[i].LookedBy == v.viewer.ID:
		return v.done(pages.SamplePath(id)) // sent twice
	case d.Cases[i].Finding != "":
		return casework.Refuse("already-looked")
	}
	if err := v.s.Oversight.MayLook(ctx, v.viewer, d.Cases[i].No); err != nil {
		return err
	}
	page, err := v.s.Reader.CasePage(ctx, v.viewer, d.Cases[i].No)
	if err != nil {
		return err
	}
	w := locales.In(locales.Chinese)
	m := d.Month.UTC()
	r, err := v.s.Desk.Act(ctx, casework.Command{ID: in.Action, Case: page.Head.ID, Kind: petition.Process.Name, Move: move, Actor: casework.Actor{ID: v.viewer.ID}, Seen: page.Head.Seq,
		Fields: casework.Fields{"note": w.T("samples.line."+finding, "Month", w.T("figures.month", "Year", m.Year(), "Month", int(m.Month())), "Note", note)}})
	if err == nil {
		err = v.s.Oversight.Found(ctx, v.viewer, id, place, finding, r)
	}
	if err != nil {
		return err
	}
	return v.done(pages.SamplePath(id))
}
