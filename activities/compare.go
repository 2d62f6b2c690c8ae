package activities

// ComparePage is the activity of the nightly comparison; the worker provides it.
const ComparePage = "ComparePage"

// Cursor is where the nightly comparison of open cases with running workflows stands,
// and what it has found so far. The zero value begins it.
type Cursor struct {
	After   string `json:"after,omitempty"` // the last case compared
	Open    int    `json:"open"`            // cases open in the record
	Missing int    `json:"missing"`         // of those, without a running workflow
	Ghosts  int    `json:"ghosts"`          // workflows running for no open case
	Done    bool   `json:"done,omitempty"`
}
