package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"followthrough/casework"
)

// action is what a move is asked for with.
type action struct {
	Action string `json:"action"` // the maker's own id, 8 to 200 characters: the same id cannot act twice
	Seen   int64  `json:"seen"`   // the seq of the case that the maker was looking at
	// Fields are the form's values. Repeated rows may be written as a list of objects, several ids as a list.
	Fields map[string]any `json:"fields"`
}

// asked is an action as it came in, its values flat: "steps.0.title".
type asked struct {
	Action string
	Seen   int64
	Fields casework.Fields
	then   string
	more   string // the repeated part of which more rows are wanted, not yet an action
}

// action reads what is asked, from a form or from JSON.
func (v *visit) action() (asked, error) {
	var in action
	if v.sentJSON() {
		if err := v.read(&in, nil); err != nil {
			return asked{}, err
		}
		out := asked{Action: in.Action, Seen: in.Seen, Fields: casework.Fields{}}
		for name, x := range in.Fields {
			if err := flatten(out.Fields, name, x); err != nil {
				return asked{}, err
			}
		}
		return out, nil
	}
	if err := v.parse(); err != nil {
		return asked{}, err
	}
	return v.fromForm(), nil
}

// fromForm takes the values of a form; several of one name are joined, and the form's own carriers left out.
func (v *visit) fromForm() asked {
	form := v.Request().PostForm
	out := asked{Action: form.Get("action"), then: form.Get("then"), more: form.Get("more"), Fields: casework.Fields{}}
	out.Seen, _ = strconv.ParseInt(form.Get("seen"), 10, 64)
	for name, values := range form {
		if slices.Contains([]string{"action", "seen", "csrf", "then", "more"}, name) {
			continue
		}
		if text := strings.Join(trimmed(values), ","); text != "" {
			out.Fields[name] = text
		}
	}
	return out
}

func trimmed(values []string) []string {
	var all []string
	for _, x := range values {
		if x = strings.TrimSpace(strings.ReplaceAll(x, "\r\n", "\n")); x != "" {
			all = append(all, x)
		}
	}
	return all
}

// maxDepth is rows within a form: name, row, column.
const maxDepth = 3

// flatten writes a JSON value under its name.
func flatten(into casework.Fields, name string, x any) error {
	if strings.Count(name, ".") > maxDepth {
		return problem{http.StatusBadRequest, "bad-request"}
	}
	switch x := x.(type) {
	case nil:
	case string:
		into[name] = x
	case bool:
		if x {
			into[name] = "yes"
		}
	case float64:
		into[name] = strconv.FormatFloat(x, 'f', -1, 64)
	case json.Number:
		into[name] = x.String()
	case map[string]any:
		for k, y := range x {
			if err := flatten(into, name+"."+k, y); err != nil {
				return err
			}
		}
	case []any:
		return flattenList(into, name, x)
	default:
		return fmt.Errorf("value of %s: %w", name, problem{http.StatusBadRequest, "bad-request"})
	}
	return nil
}

// flattenList writes rows by their number, and ids one after the other.
func flattenList(into casework.Fields, name string, list []any) error {
	var ids []string
	for i, y := range list {
		if id, ok := y.(string); ok {
			ids = append(ids, id)
			continue
		}
		if err := flatten(into, name+"."+strconv.Itoa(i), y); err != nil {
			return err
		}
	}
	if ids != nil {
		into[name] = strings.Join(ids, ",")
	}
	return nil
}
