package pages

import (
	"context"
	"net/url"

	"github.com/a-h/templ"
)

// Link is a way to another page.
type Link struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

func here(r Room) templ.Attributes {
	if r.Here {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// CasePath is the page of a case.
func CasePath(no string) string { return "/petitions/" + no }

// MovePath is the page of a case with one of its moves open.
func MovePath(no, move string) string { return CasePath(no) + "?do=" + move + "#" + move }

// MoveFor opens a move with its matter filled in: what to tell, which step, which claim.
func MoveFor(no, move, matter string) string {
	if matter == "" {
		return MovePath(no, move)
	}
	return CasePath(no) + "?do=" + move + "&for=" + url.QueryEscape(matter) + "#" + move
}

// waysBack leads from a case to the rooms its reader came from.
func waysBack(ctx context.Context) []Link {
	var all []Link
	for _, r := range frame(ctx).Rooms {
		if r.Path == "/" || r.Path == "/petitions" || r.Path == "/audit" {
			all = append(all, Link{r.Path, r.Name})
		}
	}
	return all
}
