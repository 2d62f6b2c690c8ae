package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// batchMoves are the moves that can be made on many cases at once: each is made on each case by itself.
var batchMoves = []string{"urge", "assign-leader"}

// batchWish is what is asked of many cases. The action id is that of the whole; each case's is made from it.
type batchWish struct {
	Action string         `json:"action"`
	Move   string         `json:"move"` // urge or assign-leader
	Cases  []batchCase    `json:"cases"`
	Fields map[string]any `json:"fields"`
}

type batchCase struct {
	No   string `json:"no"`
	Seen int64  `json:"seen"` // the seq the person was looking at
}

// chosenNumbers are the case numbers in the address, each once.
func (v *visit) chosenNumbers() []string {
	var all []string
	for _, no := range v.QueryParams()["no"] {
		if no = strings.TrimSpace(no); no != "" && !slices.Contains(all, no) && len(all) < store.MostChosen {
			all = append(all, no)
		}
	}
	return all
}

// showBatch shows what can be done with the chosen cases at once: how many each act covers, which it leaves out and why.
func showBatch(v *visit) error { return v.batchPage(http.StatusOK, v.chosenNumbers(), nil) }

func (v *visit) batchPage(code int, numbers []string, f *filled) error {
	chosen, err := v.s.Reader.Chosen(v.Request().Context(), v.viewer, numbers)
	if err != nil {
		return err
	}
	p := pages.Batch{Rows: []pages.Row{}, Asked: len(numbers), Print: "/petitions/ledger?" + url.Values{"no": numbers}.Encode()}
	for _, c := range chosen {
		p.Rows = append(p.Rows, v.row(c.CaseRow))
	}
	for _, name := range batchMoves {
		if m, ok := moveNamed(v.s.Moves, name); ok && len(chosen) > 0 {
			p.Acts = append(p.Acts, v.batchAct(m, chosen, f))
		}
	}
	return v.show(code, v.words.T("batch.title"), p, pages.BatchPage(p))
}

// batchAct sorts the chosen cases into those that a move covers and those that it leaves out.
func (v *visit) batchAct(m casework.MoveInfo, chosen []store.Chosen, f *filled) pages.BatchAct {
	form := v.form(m, "/petitions/batch", 0, v.choices(nil, nil, nil), nil, f)
	a := pages.BatchAct{Form: form}
	why := map[string][]string{}
	var order []string
	for _, c := range chosen {
		reason := v.leftOut(m, c)
		if reason == "" {
			a.Cases = append(a.Cases, pages.BatchCase{No: c.No, Seen: c.Seq})
			continue
		}
		if why[reason] == nil {
			order = append(order, reason)
		}
		why[reason] = append(why[reason], c.No)
	}
	for _, reason := range order {
		a.Left = append(a.Left, pages.LeftOut{Why: reason, Numbers: why[reason]})
	}
	return a
}

// leftOut says why a move does not cover a case; nothing when it does.
func (v *visit) leftOut(m casework.MoveInfo, c store.Chosen) string {
	refusal, offered := c.Offers[m.Name]
	switch {
	case c.Title == "":
		return v.words.T("batch.card")
	case !offered:
		return v.words.First("batch.not."+m.Name, "batch.not")
	case refusal != nil:
		return v.refusalText(refusal, m.Name)
	case m.Free && len(m.Reaches) == 0 && len(m.Notify) > 0 && !slices.ContainsFunc(m.Notify, func(r casework.Role) bool { return c.Reached[r] }):
		return v.words.T("batch.nobody")
	}
	return ""
}

// refusalText is a refusal in one sentence, with what it names.
func (v *visit) refusalText(r *casework.Refusal, move string) string {
	text := v.words.First("refusal."+r.Code, "trouble."+r.Code, "trouble.refused")
	var named []string
	for _, i := range v.items(r, move) {
		if !slices.Contains(named, i.Message) && i.Message != text {
			named = append(named, i.Message)
		}
	}
	if len(named) == 0 {
		return text
	}
	return strings.Join(named, v.words.T("sign.semicolon"))
}

// actOnMany makes one move on each of the chosen cases: each is decided and recorded by itself, and one that refuses stops
// none of the others. Sent again it finds the first answers.
func actOnMany(v *visit) error {
	in, fields, err := v.batchWish()
	if err != nil {
		return err
	}
	if len(in.Action) < 8 || len(in.Action) > 150 {
		return casework.Refuse(casework.Invalid, casework.Item{Key: "action", Field: "action"})
	}
	if !slices.Contains(batchMoves, in.Move) || len(in.Cases) == 0 || len(in.Cases) > store.MostChosen {
		return casework.Refuse(casework.Incomplete, casework.Item{Key: "batch-cases", Field: "cases"})
	}
	ctx := v.Request().Context()
	done, err := v.s.Reader.Batch(ctx, v.viewer, in.Action)
	if errors.Is(err, store.ErrNoBatch) {
		if again := v.wrongBefore(in, fields); again != nil && !v.wantsJSON() {
			return v.batchPage(http.StatusUnprocessableEntity, numbersOf(in.Cases), again)
		}
		if done, err = v.actOnEach(in, fields); err == nil {
			err = v.s.Reader.KeepBatch(ctx, v.viewer, done)
		}
	}
	if err != nil {
		return err
	}
	if v.wantsJSON() {
		return v.JSON(http.StatusOK, v.batchDone(done, nil))
	}
	return v.goTo("/petitions/batch/" + url.PathEscape(in.Action))
}

func (v *visit) batchWish() (batchWish, casework.Fields, error) {
	var in batchWish
	fields := casework.Fields{}
	if v.sentJSON() {
		if err := v.read(&in, nil); err != nil {
			return in, nil, err
		}
		for name, x := range in.Fields {
			if err := flatten(fields, name, x); err != nil {
				return in, nil, err
			}
		}
		return in, fields, nil
	}
	if err := v.parse(); err != nil {
		return in, nil, err
	}
	form := v.fromForm()
	in.Action, in.Move, fields = form.Action, v.FormValue("move"), form.Fields
	delete(fields, "move")
	delete(fields, "case")
	for _, x := range v.Request().PostForm["case"] {
		no, seen, _ := strings.Cut(x, ":")
		c := batchCase{No: no}
		c.Seen, _ = strconv.ParseInt(seen, 10, 64)
		in.Cases = append(in.Cases, c)
	}
	return in, fields, nil
}

func numbersOf(cases []batchCase) []string {
	var all []string
	for _, c := range cases {
		all = append(all, c.No)
	}
	return all
}

// wrongBefore finds what every case would refuse alike: a field that must be filled in and is not.
func (v *visit) wrongBefore(in batchWish, fields casework.Fields) *filled {
	m, _ := moveNamed(v.s.Moves, in.Move)
	var missing []casework.Item
	for _, f := range m.Form {
		if !f.Optional && strings.TrimSpace(fields[f.Name]) == "" {
			missing = append(missing, casework.Item{Key: f.Name, Field: f.Name})
		}
	}
	if missing == nil {
		return nil
	}
	return &filled{move: in.Move, action: in.Action, typed: fields, refusal: casework.Refuse(casework.Incomplete, missing...)}
}

// actOnEach makes the move case by case. A record out of reach ends it: sent again, what was done is found, the rest goes on.
func (v *visit) actOnEach(in batchWish, fields casework.Fields) (store.BatchAct, error) {
	done := store.BatchAct{ID: in.Action, Move: in.Move}
	ctx := v.Request().Context()
	for _, c := range in.Cases {
		result := store.BatchResult{No: c.No}
		id, err := v.s.Reader.CaseIDByNo(ctx, c.No)
		if err == nil {
			var r store.Receipt
			r, err = v.s.Desk.Act(ctx, casework.Command{ID: in.Action + "/" + c.No, Case: id, Kind: petition.Process.Name, Move: in.Move,
				Actor: casework.Actor{ID: v.viewer.ID}, Fields: fields, Seen: c.Seen})
			result.Seq = r.Seq
		}
		var taken *store.Taken
		switch {
		case err == nil:
		case errors.Is(err, store.ErrNoCase):
			result.Refusal = casework.Refuse(casework.NotFound)
		case errors.As(err, &taken):
			result.Refusal = casework.Refuse("action-taken")
		case casework.Refused(err) != nil:
			result.Refusal = casework.Refused(err)
		default:
			return done, err
		}
		done.Results = append(done.Results, result)
	}
	return done, nil
}

// showBatchDone says for each case what came of it.
func showBatchDone(v *visit) error {
	done, err := v.s.Reader.Batch(v.Request().Context(), v.viewer, v.Param("id"))
	if errors.Is(err, store.ErrNoBatch) {
		return casework.Refuse(casework.NotFound)
	}
	if err != nil {
		return err
	}
	var numbers []string
	for _, r := range done.Results {
		numbers = append(numbers, r.No)
	}
	l, err := v.s.Reader.Cases(v.Request().Context(), v.viewer, store.Filter{Numbers: numbers, Limit: store.MostChosen})
	if err != nil {
		return err
	}
	titles := map[string]string{}
	for _, r := range l.Rows {
		titles[r.No] = r.Title
	}
	p := v.batchDone(done, titles)
	return v.show(http.StatusOK, v.words.T("batch.donetitle"), p, pages.BatchDonePage(p))
}

func (v *visit) batchDone(done store.BatchAct, titles map[string]string) pages.BatchDone {
	p := pages.BatchDone{Move: done.Move, Name: v.words.T("move." + done.Move), Results: []pages.BatchResult{}}
	for _, r := range done.Results {
		x := pages.BatchResult{No: r.No, Title: titles[r.No], Seq: r.Seq, Done: r.Refusal == nil}
		if r.Refusal != nil {
			x.Why = v.refusalText(r.Refusal, done.Move)
		} else {
			p.Done++
		}
		p.Results = append(p.Results, x)
	}
	return p
}
