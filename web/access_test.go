package web

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// columns are who knocks: nobody, then by login intake, two supervisors, two leaders, the head of the county commission, a
// member of the team, the owner of a step, a head of another unit, the legal reviewer, supervisor and head of the body above,
// the auditor, the administrator.
var columns = strings.Fields("- miao liang tang zhou he shen gu shao tian qin fang luo han long")

// matrix says what each of them is answered at each door. Rows that name a case have one line for a case of their own
// county (医院锅炉房夜间噪声, led by he, with gu and shao) and one for a report that is sealed from it (反映设备采购问题).
// Bodies say nothing, so nothing is done: 422 means that the door is open and the form incomplete, or the role another's;
// 409 that the one who knocks may do it but looked at an older state. The move is assign-leader.
var matrix = map[string]string{
	"GET /health":                                   "200 200 200 200 200 200 200 200 200 200 200 200 200 200 200",
	"GET /openapi.json":                             "200 200 200 200 200 200 200 200 200 200 200 200 200 200 200",
	"GET /login":                                    "200 303 303 303 303 303 303 303 303 303 303 303 303 303 303",
	"POST /login":                                   "401 401 401 401 401 401 401 401 401 401 401 401 401 401 401",
	"POST /language":                                "400 400 400 400 400 400 400 400 400 400 400 400 400 400 400",
	"POST /logout":                                  "401 204 204 204 204 204 204 204 204 204 204 204 204 204 204",
	"GET /":                                         "401 200 200 200 200 200 200 200 200 200 200 200 200 303 303",
	"POST /notices/read":                            "401 422 422 422 422 422 422 422 422 422 422 422 422 422 422",
	"GET /intake":                                   "401 200 403 403 403 403 403 403 403 403 403 200 403 403 403",
	"GET /petitions/new":                            "401 200 403 403 403 403 403 403 403 403 403 200 403 403 403",
	"POST /petitions":                               "401 422 403 403 403 403 403 403 403 403 403 422 403 403 403",
	"GET /petitions":                                "401 200 200 200 200 200 200 200 200 200 200 200 200 403 403",
	"GET /petitions/:no own":                        "401 200 200 200 200 200 200 200 200 404 200 200 200 200 404",
	"GET /petitions/:no foreign":                    "401 404 404 404 404 404 404 404 404 404 404 200 200 200 404",
	"GET /petitions/:no/live own":                   "401 200 200 200 200 200 200 200 200 404 200 200 200 200 404",
	"GET /petitions/:no/live foreign":               "401 404 404 404 404 404 404 404 404 404 404 200 200 200 404",
	"GET /petitions/:no/volume own":                 "401 200 200 200 200 200 200 200 200 404 200 200 200 200 404",
	"GET /petitions/:no/volume foreign":             "401 404 404 404 404 404 404 404 404 404 404 200 200 200 404",
	"GET /petitions/:no/volume.zip own":             "401 200 200 200 200 200 200 200 200 404 200 200 200 200 404",
	"GET /petitions/:no/volume.zip foreign":         "401 404 404 404 404 404 404 404 404 404 404 200 200 200 404",
	"GET /templates":                                "401 200 200 200 200 200 200 200 200 200 200 200 200 403 403",
	"GET /templates/:id":                            "401 404 404 404 404 404 404 404 404 404 404 404 404 403 403",
	"POST /templates/:id":                           "401 403 404 404 403 403 403 403 403 403 404 404 403 403 403",
	"POST /petitions/:no/petitioner own":            "401 200 422 422 200 200 422 422 422 404 422 200 422 403 403",
	"POST /petitions/:no/petitioner foreign":        "401 404 404 404 404 404 404 404 404 404 404 200 422 403 403",
	"GET /petitions/:no/files/:id own":              "401 404 404 404 404 404 404 404 404 404 404 404 404 404 404",
	"GET /petitions/:no/files/:id foreign":          "401 404 404 404 404 404 404 404 404 404 404 404 404 404 404",
	"POST /petitions/:no/files own":                 "401 422 422 422 422 422 422 422 422 422 422 422 422 403 403",
	"POST /petitions/:no/files foreign":             "401 422 422 422 422 422 422 422 422 422 422 422 422 403 403",
	"POST /petitions/:no/:move own":                 "401 422 409 409 422 422 409 422 422 404 422 409 409 422 404",
	"POST /petitions/:no/:move foreign":             "401 404 404 404 404 404 404 404 404 404 404 409 409 422 404",
	"GET /closing":                                  "401 403 200 200 403 403 403 403 403 403 403 200 403 403 403",
	"GET /closing/:no own":                          "401 403 404 404 403 403 403 403 403 403 403 404 403 403 403",
	"GET /closing/:no foreign":                      "401 403 404 404 403 403 403 403 403 403 403 404 403 403 403",
	"GET /figures":                                  "401 403 200 200 200 200 200 403 403 200 403 200 200 403 403",
	"GET /figures/list":                             "401 403 404 404 404 404 404 403 403 404 403 404 404 403 403",
	"GET /figures/book":                             "401 403 200 200 200 200 200 403 403 200 403 200 200 403 403",
	"GET /closing/samples":                          "401 403 200 200 403 403 403 403 403 403 403 200 403 403 403",
	"POST /closing/samples":                         "401 403 422 422 403 403 403 403 403 403 403 422 403 403 403",
	"GET /closing/samples/:id":                      "401 403 404 404 403 403 403 403 403 403 403 404 403 403 403",
	"POST /closing/samples/:id/cases/:n":            "401 403 404 404 403 403 403 403 403 403 403 404 403 403 403",
	"GET /account":                                  "401 200 200 200 200 200 200 200 200 200 200 200 200 200 200",
	"GET /account/password":                         "401 303 303 303 303 303 303 303 303 303 303 303 303 303 303",
	"POST /account/password":                        "401 422 422 422 422 422 422 422 422 422 422 422 422 422 422",
	"POST /account/tokens":                          "401 422 422 422 422 422 422 422 422 422 422 422 422 422 422",
	"POST /account/tokens/:id/end":                  "401 404 404 404 404 404 404 404 404 404 404 404 404 404 404",
	"POST /account/sessions/end":                    "401 204 204 204 204 204 204 204 204 204 204 204 204 204 204",
	"GET /people":                                   "401 403 403 403 403 403 403 403 403 403 403 403 403 200 200",
	"POST /people":                                  "401 403 403 403 403 403 403 403 403 403 403 403 403 403 422",
	"POST /people/:id/reset":                        "401 403 403 403 403 403 403 403 403 403 403 403 403 403 404",
	"POST /people/:id/disable":                      "401 403 403 403 403 403 403 403 403 403 403 403 403 403 404",
	"POST /people/:id/enable":                       "401 403 403 403 403 403 403 403 403 403 403 403 403 403 404",
	"GET /audit":                                    "401 403 403 403 403 403 403 403 403 403 403 403 403 200 403",
	"GET /audit/:no own":                            "401 403 403 403 403 403 403 403 403 403 403 403 403 200 403",
	"GET /audit/:no foreign":                        "401 403 403 403 403 403 403 403 403 403 403 403 403 200 403",
	"GET /dispatch":                                 "401 403 200 200 200 200 200 403 403 200 403 200 200 403 403",
	"GET /dispatch/list":                            "401 403 404 404 404 404 404 403 403 404 403 404 404 403 403",
	"POST /dispatch/meetings":                       "401 403 422 422 403 403 403 403 403 403 403 422 403 403 403",
	"GET /dispatch/meetings/:id":                    "401 403 404 404 404 404 404 403 403 404 403 404 404 403 403",
	"POST /dispatch/meetings/:id/decisions":         "401 403 404 404 403 403 403 403 403 403 403 404 403 403 403",
	"POST /dispatch/meetings/:id/decisions/:n/done": "401 403 404 404 403 403 403 403 403 403 403 404 403 403 403",
	"POST /dispatch/meetings/:id/confirm":           "401 403 404 404 404 404 404 403 403 404 403 404 404 403 403",

	"GET /audit/lines":              "401 403 403 403 403 403 403 403 403 403 403 403 403 200 403",
	"GET /audit/lines.csv":          "401 403 403 403 403 403 403 403 403 403 403 403 403 200 403",
	"GET /audit/lines.xlsx":         "401 403 403 403 403 403 403 403 403 403 403 403 403 200 403",
	"GET /audit/reads":              "401 403 403 403 403 403 403 403 403 403 403 403 403 200 403",
	"GET /audit/:no/rights own":     "401 403 403 403 403 403 403 403 403 403 403 403 403 200 403",
	"GET /audit/:no/rights foreign": "401 403 403 403 403 403 403 403 403 403 403 403 403 200 403",
	"GET /operations":               "401 403 403 403 403 403 403 403 403 403 403 403 403 200 200",
	"GET /petitions/ledger":         "401 200 200 200 200 200 200 200 200 200 200 200 200 403 403",
	"GET /petitions/ledger.xlsx":    "401 200 200 200 200 200 200 200 200 200 200 200 200 403 403",
	"POST /petitions/views":         "401 422 422 422 422 422 422 422 422 422 422 422 422 403 403",
	"POST /petitions/views/drop":    "401 422 422 422 422 422 422 422 422 422 422 422 422 403 403",
	"GET /petitions/batch":          "401 200 200 200 200 200 200 200 200 200 200 200 200 403 403",
	"POST /petitions/batch":         "401 422 422 422 422 422 422 422 422 422 422 422 422 403 403",
	"GET /petitions/batch/:id":      "401 404 404 404 404 404 404 404 404 404 404 404 404 403 403",
}

func TestRoutes_AnswerEachRoleAsTheMatrixSays(t *testing.T) {
	var minutes atomic.Int64
	w := demoWorld(t, func(d *Deps) {
		d.Now = func() time.Time { return time.Now().Add(time.Duration(minutes.Load()) * time.Minute) }
	})
	own, foreign := w.number("医院锅炉房夜间噪声"), w.number("反映设备采购问题")
	if own == "" || foreign == "" {
		t.Fatal("the demo world lacks a case of the matrix")
	}
	maps.Copy(matrix, officeDoors)
	rows := map[string]bool{}
	for _, r := range (&server{}).routes() {
		cases := map[string]string{"": ""}
		if strings.Contains(r.Path, ":no") {
			cases = map[string]string{" own": own, " foreign": foreign}
		}
		for suffix, no := range cases {
			row := r.Method + " " + r.Path + suffix
			rows[row] = true
			want, ok := matrix[row]
			if !ok {
				t.Errorf("%s has no row in the matrix", row)
				continue
			}
			path := strings.NewReplacer(":no", no, ":move", "assign-leader", ":id", "123456").Replace(r.Path)
			var got []string
			for _, login := range columns {
				if r.Path == "/login" {
					minutes.Add(1) // the doorman counts tries by address
				}
				got = append(got, fmt.Sprint(w.knock(login, r.Method, path)))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%q:\n got %q,\nwant %q,\n     %v", row, strings.Join(got, " "), want, columns)
			}
		}
	}
	for row := range matrix {
		if !rows[row] {
			t.Errorf("the matrix has a row for %s, which is no route", row)
		}
	}
}

// knock asks for a page as somebody, for JSON, with an empty body, and returns the status.
func (w *world) knock(login, method, path string) int {
	w.t.Helper()
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader("{}")
		if strings.HasSuffix(path, "/assign-leader") {
			body = strings.NewReader(`{"action":"matrix-` + login + strings.ReplaceAll(path, "/", "-") + `","seen":0}`)
		}
	}
	r, err := http.NewRequest(method, w.server.URL+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	if login != "-" {
		w.as(login, r)
	}
	status, _ := w.send(r)
	if path == "/logout" || path == "/account/sessions/end" {
		delete(w.cookie, login)
	}
	return status
}

// send answers the status and the body, without following a redirect.
func (w *world) send(r *http.Request) (int, string) {
	w.t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if answer.StatusCode == http.StatusInternalServerError {
		w.t.Errorf("%s %s: %s", r.Method, r.URL.Path, raw)
	}
	return answer.StatusCode, string(raw)
}
