package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"followthrough/store"
	"followthrough/web/pages"
)

func TestAudit_SearchesWhoDidWhat_ExportsIt_AndShowsThatItWasRead(t *testing.T) {
	w := demoWorld(t)
	zhou := w.person("zhou")
	var found pages.AuditLines
	w.json("han", "/audit/lines?person="+zhou, &found)
	if len(found.Rows) == 0 {
		t.Fatal("an official of the demo world did nothing")
	}
	for _, r := range found.Rows {
		if !strings.Contains(r.Entry.By+r.Entry.For, "周") {
			t.Errorf("line %d of %s is by %s", r.Entry.Seq, r.No, r.Entry.By)
		}
	}
	status, file := w.get("han", "/audit/lines.csv?person="+zhou)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if status != http.StatusOK || err != nil || len(rows) < len(found.Rows)+1 || len(rows[0]) != len(lineColumns) {
		t.Errorf("%d, %d rows, %v", status, len(rows), err)
	}
	status, file = w.get("han", "/audit/lines.xlsx?person="+zhou)
	book, err := excelize.OpenReader(bytes.NewReader([]byte(file)))
	if status != http.StatusOK || err != nil {
		t.Fatal(status, err)
	}
	if sheet, err := book.GetRows("Sheet1"); err != nil || len(sheet) != len(rows) {
		t.Errorf("the workbook has %d rows, the text %d: %v", len(sheet), len(rows), err)
	}
	var reads pages.AuditReads
	w.json("han", "/audit/reads", &reads)
	if len(reads.Rows) != 3 || !strings.Contains(reads.Rows[0].Sought, "xlsx") || !strings.Contains(reads.Rows[2].Sought, "周") {
		t.Errorf("recorded were %+v", reads.Rows)
	}
	var none pages.AuditLines
	if w.json("han", "/audit/lines?until=2001-01-01", &none); len(none.Rows) != 0 {
		t.Errorf("%d lines from before the record", len(none.Rows))
	}
	if status, _ := w.get("han", "/audit/lines?from=yesterday"); status != http.StatusUnprocessableEntity {
		t.Errorf("a day that is none is answered %d", status)
	}
}

func TestExport_TextThatLooksLikeAFormula_StaysText(t *testing.T) {
	got := harmless([]string{"=1+1", "+1", "-1", "@x", "\tx", "＝1", "一", ""})
	for i, c := range got {
		if (i < 6) != strings.HasPrefix(c, "'") {
			t.Errorf("%d: %q", i, c)
		}
	}
}

func TestAudit_RightsOfADay_AreByRolesHeldThen(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	var now, before pages.Rights
	w.json("han", "/audit/"+no+"/rights", &now)
	if now.Seq == 0 || len(now.People) == 0 || len(now.People[0].Roles) == 0 || now.People[0].Roles[0].Since.IsZero() || now.Present == "" {
		t.Errorf("today: %+v", now)
	}
	if w.json("han", "/audit/"+no+"/rights?on=2001-01-01", &before); before.Seq != 0 || len(before.People) != 0 {
		t.Errorf("before it was opened: %+v", before)
	}
}

func TestAudit_RoleOfAStandIn_BeginsWithTheLeave(t *testing.T) {
	w := demoWorld(t)
	var now pages.Rights
	w.json("han", "/audit/"+w.number("医院锅炉房夜间噪声")+"/rights", &now)
	stoodIn := 0
	for _, p := range now.People {
		for _, r := range p.Roles {
			if r.For == "" || r.Since.IsZero() {
				continue
			}
			stoodIn++
			if day := r.Since.In(time.FixedZone("", 8*3600)).Format("15:04:05"); day != "00:00:00" {
				t.Errorf("%s stands in for %s from %s, not from the leave's first day", p.Name, r.For, r.Since)
			}
		}
	}
	if stoodIn == 0 {
		t.Fatal("nobody stands in for the leader, who is on leave")
	}
}

func TestAudit_LineTellsHowItsDatesWereCounted_AndWhomItReminded(t *testing.T) {
	w := demoWorld(t)
	no := w.number("医院锅炉房夜间噪声")
	var p pages.AuditCase
	w.json("han", "/audit/"+no+"?line=2", &p)
	if len(p.Counted) == 0 {
		t.Fatal("the acceptance set dates, and none is counted")
	}
	for _, c := range p.Counted {
		if c.Limit == "" || c.Rule == "" || c.Sum == nil || c.Sum.First.IsZero() || c.Sum.Changed {
			t.Errorf("%s is not counted: %+v", c.Label, c.Sum)
		}
	}
	for _, e := range p.Lines {
		if e.Decision == nil {
			continue
		}
		_, page := w.get("han", "/audit/"+no)
		if len(e.Decision.To) == 0 || !strings.Contains(page, e.Decision.To[0]) {
			t.Errorf("line %d does not say whom it reminded: %v", e.Seq, e.Decision.To)
		}
		w.json("han", "/audit/"+no+"?line="+strconv.FormatInt(e.Seq, 10), &p)
		if len(p.Counted) != 1 {
			t.Errorf("line %d asks about one date and counts %d", e.Seq, len(p.Counted))
		}
		return
	}
	t.Fatal("nobody was reminded")
}

func TestAudit_StepInASearch_IsNamedAsAStep(t *testing.T) {
	w := demoWorld(t)
	var found pages.AuditLines
	w.json("han", "/audit/lines?move=complete-step", &found)
	if len(found.Rows) == 0 {
		t.Fatal("no step was completed")
	}
	for _, r := range found.Rows {
		if !strings.Contains(r.Entry.Text, "步") {
			t.Errorf("line %d of %s says %q", r.Entry.Seq, r.No, r.Entry.Text)
		}
	}
}

func TestOperations_TellNothingOfACase_AndSayWhatToDo(t *testing.T) {
	w := demoWorld(t, func(d *Deps) { d.Status = engineIs("away") })
	var p pages.Operations
	w.json("long", "/operations", &p)
	states := map[string]pages.OpsItem{}
	for _, x := range p.Items {
		states[x.Key] = x
		if (x.State == opsOK) == (x.Do != "") || x.Name == "" || x.Value == "" || x.Normal == "" {
			t.Errorf("%+v", x)
		}
	}
	if states["engine"].State != opsAct || p.Todo == 0 {
		t.Errorf("an engine that is away: %+v", states["engine"])
	}
	if err := w.store.Report(t.Context(), store.EngineJob, store.EngineReport{Running: 1, Stuck: 3}); err != nil {
		t.Fatal(err)
	}
	if w.json("long", "/operations", &p); !strings.Contains(p.Items[7].Value, "3") || p.Items[7].Key != "stuck" || p.Items[7].State != opsAct {
		t.Errorf("three stuck runs: %+v", p.Items[7])
	}
	_, page := w.get("long", "/operations")
	for _, secret := range []string{"P-20", "锅炉", "贾"} {
		if strings.Contains(page, secret) {
			t.Errorf("the page says %q", secret)
		}
	}
}
