package pages

import "strconv"

// Batch is what can be done with several chosen cases at once.
type Batch struct {
	Rows  []Row      `json:"rows"`
	Asked int        `json:"asked"` // how many numbers were chosen; those that may not be seen are not among the rows
	Acts  []BatchAct `json:"acts"`
	Print string     `json:"print"`
}

// BatchAct is a move with the cases it covers and those it leaves out.
type BatchAct struct {
	Form  Form        `json:"form"`
	Cases []BatchCase `json:"cases"`
	Left  []LeftOut   `json:"left_out,omitempty"`
}

// BatchCase is a case as the person saw it.
type BatchCase struct {
	No   string `json:"no"`
	Seen int64  `json:"seen"`
}

func (c BatchCase) value() string { return c.No + ":" + strconv.FormatInt(c.Seen, 10) }

// LeftOut says why an act does not cover some cases.
type LeftOut struct {
	Why     string   `json:"why"`
	Numbers []string `json:"numbers"`
}

// BatchDone says for each case what came of an act on many.
type BatchDone struct {
	Move    string        `json:"move"`
	Name    string        `json:"name"`
	Done    int           `json:"done"`
	Results []BatchResult `json:"results"`
}

// BatchResult is what came of it for one case.
type BatchResult struct {
	No    string `json:"no"`
	Title string `json:"title,omitempty"`
	Done  bool   `json:"done"`
	Seq   int64  `json:"seq,omitempty"`
	Why   string `json:"why,omitempty"`
}

// path leads to the line that the act left, or to the case that refused it.
func (r BatchResult) path() string {
	if r.Seq == 0 {
		return CasePath(r.No)
	}
	return CasePath(r.No) + "#line-" + strconv.FormatInt(r.Seq, 10)
}
