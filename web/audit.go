package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"followthrough/casework"
	"followthrough/casework/petition"
	"followthrough/store"
	"followthrough/web/pages"
)

// engineWait is how long a page waits for the engine before it says that it is away.
const engineWait = 2 * time.Second

// showAuditCase is a case's whole timeline with the engine's own runs beside it. That the auditor read it is recorded.
func showAuditCase(v *visit) error {
	ctx := v.Request().Context()
	p, err := v.s.Reader.CasePage(ctx, v.viewer, v.Param("no"))
	if err != nil {
		return err
	}
	var x petition.Facts
	if err := json.Unmarshal(p.Facts, &x); err != nil {
		return err
	}
	a := pages.AuditCase{No: p.Head.No, ID: p.Head.ID, Title: p.Title, Stage: string(p.Head.Stage), Lines: v.entries(p, x), Told: p.Told, Runs: []pages.Run{}}
	if len(a.Lines) > 0 {
		a.Head = a.Lines[0].Hash
	}
	fault, err := v.s.Reader.Verify(ctx, p.Head.ID)
	if err != nil {
		return err
	}
	if fault != nil {
		a.Fault = v.words.T("audit.fault", "N", fault.Seq)
	}
	if err := v.chooseLine(&a); err != nil {
		return err
	}
	if a.Chosen != nil {
		ever, err := v.s.Reader.DuesEver(ctx, p.Head.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(p.Timeline, func(l store.Line) bool { return l.Seq == a.Chosen.Seq })
		a.Counted = v.counted(p.Timeline[i], ever)
	}
	v.engineRuns(&a)
	v.engineWords(a.Runs)
	return v.show(http.StatusOK, v.words.T("audit.of")+p.Title, a, pages.AuditPage(a))
}

// chooseLine puts one line beside the list: the one asked for, else the newest.
func (v *visit) chooseLine(a *pages.AuditCase) error {
	if len(a.Lines) == 0 {
		return nil
	}
	asked := v.QueryParam("line")
	if asked == "" {
		a.Chosen = &a.Lines[0]
		return nil
	}
	seq, err := strconv.ParseInt(asked, 10, 64)
	if err != nil || seq < 1 || seq > int64(len(a.Lines)) {
		return casework.Refuse(casework.NotFound)
	}
	a.Chosen = &a.Lines[len(a.Lines)-int(seq)]
	return nil
}

// engineRuns reads the engine's own record, or says that the engine is away: the timeline does not depend on it.
func (v *visit) engineRuns(a *pages.AuditCase) {
	if v.s.Runs == nil {
		a.Away = true
		return
	}
	ctx, cancel := context.WithTimeout(v.Request().Context(), engineWait)
	defer cancel()
	workflow, runs, err := v.s.Runs.Runs(ctx, a.ID)
	if err != nil {
		if !errors.Is(err, ErrAway) {
			v.s.Log.Warn("runs of a case", "err", err)
		}
		a.Away = true
		return
	}
	a.Workflow, a.Runs = workflow, append(a.Runs, runs...)
}
