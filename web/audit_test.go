package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

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
