package pages

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/a-h/templ"

	"followthrough/web/static"
)

// Volume is a whole case in one: its papers numbered, with their digests, and the timeline.
type Volume struct {
	Case
	Made   time.Time `json:"made"`
	By     string    `json:"made_by"`
	Head   string    `json:"head"` // the hash of the newest line
	Papers []Paper   `json:"papers"`
}

// Paper is one numbered piece of the volume: what a line says, or a file.
type Paper struct {
	No     int       `json:"no"`
	Title  string    `json:"title"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	For    string    `json:"for,omitempty"`
	Line   int64     `json:"line,omitempty"` // of the timeline
	Parts  []Part    `json:"parts,omitempty"`
	File   *File     `json:"file,omitempty"`
	SHA256 string    `json:"sha256"` // of the file, or of the line
}

// FileName is where a file lies in the archive: its number keeps names apart and in order.
func (p Paper) FileName() string { return fmt.Sprintf("files/%03d-%s", p.No, p.File.Name) }

// byNumber is the timeline in the order it was written.
func (v Volume) byNumber() []Entry {
	all := make([]Entry, 0, len(v.Timeline))
	for i := len(v.Timeline) - 1; i >= 0; i-- {
		all = append(all, v.Timeline[i])
	}
	return all
}

func paperID(p Paper) string { return fmt.Sprintf("paper-%d", p.No) }

// volumeStyle is the style of the volume as a file of its own.
func volumeStyle() string { return strings.TrimSpace(static.Text("volume.css")) }

// cover is the line of facts on the first page.
func (v Volume) cover(ctx context.Context) [][2]string {
	rows := [][2]string{{T(ctx, "case.unit"), v.Unit}}
	put := func(label, text string) {
		if text != "" {
			rows = append(rows, [2]string{label, text})
		}
	}
	put(T(ctx, "case.leader"), v.Leader.Name)
	put(T(ctx, "case.handler"), v.Handler.Name)
	put(T(ctx, "case.team"), v.teamNames(ctx))
	put(T(ctx, "volume.stage"), v.StageName)
	put(T(ctx, "volume.outcome"), resultName(ctx, v.Result))
	if v.Opinion != nil {
		put(T(ctx, "opinion.title"), v.Opinion.No)
	}
	return rows
}

func paperBy(p Paper) templ.Component {
	if p.For != "" {
		return Say("time.for", "Name", Text(p.By), "For", Text(p.For))
	}
	return fact(p.By)
}

func paperLine(ctx context.Context, p Paper) templ.Component {
	if p.Line == 0 {
		return nil
	}
	return plain(T(ctx, "time.line", "N", p.Line))
}
