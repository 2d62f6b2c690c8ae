package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// denied are names that nothing in the house may have: they describe a petitioner's behaviour, group, risk, movements, number
// of petitions, place of petitioning or attitude. They are compared word by word, in whatever spelling: "is repeat" is also
// is_repeat, is-repeat, isRepeat and IsRepeats. Chinese ones are found anywhere in a name. If casework declares DeniedNames,
// a []string, that list is used instead: the importer drops columns by it.
var denied = []string{
	"is repeat", "repeat visit", "repeat petition", "repeat petitioner", "repeat complaint", "visit count", "petition count",
	"number of petitions", "number of visits", "skip level", "leapfrog", "place of petitioning", "petitioning place",
	"stability control", "stability maintenance", "key person", "key personnel", "watch list", "watchlist", "blacklist",
	"sensitive period", "abnormal petition", "vexatious", "whereabouts",
	"越级", "稳控", "维稳", "缠访", "闹访", "非访", "重点人员", "重点人", "扬言", "敏感时期", "重复访", "重复信访", "重复上访",
	"信访次数", "上访次数", "信访态度", "极端言行", "劝返",
}

// traits may not be said of a person. They are denied together with a word for the person in the same name, and in whatever
// stands in a place that is about a petition (a table, type, key or folder of that name).
var (
	traits  = []string{"risk", "behaviour", "behavior", "attitude", "movement", "danger", "mood", "extremism", "风险等级", "行为表现", "态度", "行踪", "动向"}
	persons = []string{"petitioner", "complainant", "reporter", "applicant", "person", "visitor", "信访人", "上访人", "来访人"}
)

// names walks the names in the migrations, in casework and in the policies, never free text, and fails on denied ones.
func names(t *tree) ([]string, error) {
	d := denyList{denied: t.deniedNames()}
	for _, f := range t.files {
		if within(f.pkg, "casework") && !f.test {
			d.goFile(t, f)
		}
	}
	err := errors.Join(
		t.walk("store/migrations", []string{".sql"}, d.sql),
		t.walk("policies", []string{".json"}, d.json),
		t.walk("policies", []string{".rego"}, d.rego),
	)
	return d.found, err
}

// denyList collects what it finds.
type denyList struct {
	denied []string
	found  []string
}

// name looks at one name in its place: the table, type, key or folder that holds it.
func (d *denyList) name(where, name string, place ...string) {
	if why := d.wrong(name, place); why != "" {
		d.found = append(d.found, fmt.Sprintf("%s has the name %s, and nothing here may be named for %s.", where, name, why))
	}
}

func (d *denyList) wrong(name string, place []string) string {
	for _, bad := range d.denied {
		if says(name, bad) {
			return strconv.Quote(bad)
		}
	}
	for _, trait := range traits {
		if !says(name, trait) {
			continue
		}
		ofPerson := slices.ContainsFunc(persons, func(p string) bool { return says(name, p) })
		inPetition := slices.ContainsFunc(place, func(p string) bool { return says(p, "petition") || says(p, "petitioner") })
		if ofPerson || inPetition {
			return "the " + trait + " of a person"
		}
	}
	return ""
}

// says whether the words of what follow each other in name, the last one perhaps in the plural.
func says(name, what string) bool {
	if strings.ContainsFunc(what, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return strings.Contains(name, what)
	}
	have, want := words(name), words(what)
	for i := 0; i+len(want) <= len(have); i++ {
		last := i + len(want) - 1
		if slices.Equal(have[i:last], want[:len(want)-1]) && strings.TrimSuffix(have[last], "s") == strings.TrimSuffix(want[len(want)-1], "s") {
			return true
		}
	}
	return false
}

// words takes a name apart at everything that is no letter or digit and where a capital begins: "isRepeat_visit" is
// "is", "repeat", "visit".
func words(name string) []string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		begins := unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if begins {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.FieldsFunc(b.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// namelike is a string constant that names a thing (a move, a field, a stage) instead of saying something.
var namelike = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([._-][A-Za-z0-9]+)*$`)

// goFile looks at what a file declares, at its field tags and at string constants that are names. The deny-list itself is
// passed over.
func (d *denyList) goFile(t *tree, f *source) {
	holder := ""
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			if n.Names[0].Name == "DeniedNames" {
				return false
			}
		case *ast.ImportSpec:
			return false
		case *ast.TypeSpec:
			holder = n.Name.Name
		case *ast.FuncDecl:
			holder = ""
		case *ast.Ident:
			d.name(t.at(f, n), n.Name, f.pkg, holder)
		case *ast.Field:
			if n.Tag != nil {
				tag, _ := strconv.Unquote(n.Tag.Value)
				key, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
				d.name(t.at(f, n), key, f.pkg, holder)
				d.found = slices.Compact(d.found)
			}
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && namelike.MatchString(text) {
				d.name(t.at(f, n), text, f.pkg)
			}
		}
		return true
	})
}

// deniedNames is casework.DeniedNames when that is declared as a list of string constants, else the list above.
func (t *tree) deniedNames() []string {
	for _, f := range t.files {
		if f.pkg != "casework" || f.test {
			continue
		}
		var list []string
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || spec.Names[0].Name != "DeniedNames" || len(spec.Values) != 1 {
				return true
			}
			ast.Inspect(spec.Values[0], func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, _ := strconv.Unquote(lit.Value)
					list = append(list, text)
				}
				return true
			})
			return false
		})
		if len(list) > 0 {
			return list
		}
	}
	return denied
}

var (
	// What in SQL is no name: comments and quoted text. Bodies in dollar quotes are code and are read.
	sqlText  = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'`)
	sqlName  = regexp.MustCompile(`"[^"]+"|[\p{L}_][\p{L}\p{N}_]*`)
	sqlTable = regexp.MustCompile(`(?i)^\s*(?:CREATE(?:\s+UNLOGGED)?\s+TABLE(?:\s+IF\s+NOT\s+EXISTS)?|ALTER\s+TABLE(?:\s+IF\s+EXISTS)?(?:\s+ONLY)?|CREATE\s+TYPE)\s+([\w."]+)`)
	// What in Rego is no name: comments and strings.
	regoText = regexp.MustCompile("(?m)#.*$|\"(?:[^\"\\\\\n]|\\\\.)*\"|`[^`]*`")
	regoName = regexp.MustCompile(`[A-Za-z_]\w*`)
)

// blank takes text out and leaves the line numbers as they are.
func blank(content []byte, text *regexp.Regexp) []byte {
	return text.ReplaceAllFunc(content, func(b []byte) []byte { return bytes.Repeat([]byte("\n"), bytes.Count(b, []byte("\n"))) })
}

func (d *denyList) sql(path string, content []byte) error {
	table := ""
	for i, line := range strings.Split(string(blank(content, sqlText)), "\n") {
		if m := sqlTable.FindStringSubmatch(line); m != nil {
			table = m[1]
		}
		for _, name := range sqlName.FindAllString(line, -1) {
			d.name(fmt.Sprintf("%s:%d", path, i+1), strings.Trim(name, `"`), table)
		}
		if strings.Contains(line, ";") {
			table = ""
		}
	}
	return nil
}

func (d *denyList) rego(path string, content []byte) error {
	for i, line := range strings.Split(string(blank(content, regoText)), "\n") {
		for _, name := range regoName.FindAllString(line, -1) {
			d.name(fmt.Sprintf("%s:%d", path, i+1), name, path)
		}
	}
	return nil
}

// json looks at the keys of a document, each in the place of the keys above it.
func (d *denyList) json(path string, content []byte) error {
	var document any
	dec := json.NewDecoder(bytes.NewReader(content))
	if err := dec.Decode(&document); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", path, err)
	}
	d.keys(path, []string{path}, document)
	return nil
}

func (d *denyList) keys(path string, place []string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, below := range v {
			d.name(path, key, place...)
			d.keys(path, append(slices.Clip(place), key), below)
		}
	case []any:
		for _, below := range v {
			d.keys(path, place, below)
		}
	}
}
