package pages

import "time"

// Handovers lists whose duties may be handed over.
type Handovers struct {
	Rows []StaffRow `json:"people"`
}

// Handover is everything one person holds, in one list.
type Handover struct {
	Person Person    `json:"person"`
	Up     string    `json:"one_level_up,omitempty"`
	Rows   []HeldRow `json:"duties"`
	Form   Form      `json:"form"`
	Last   *Handed   `json:"last,omitempty"`
}

// HeldRow is one duty.
type HeldRow struct {
	No       string   `json:"no"`
	Title    string   `json:"title"`
	Path     string   `json:"path"`
	Duty     string   `json:"duty"`
	DutyName string   `json:"duty_name"`
	Key      string   `json:"key,omitempty"`
	What     string   `json:"what,omitempty"`
	Due      *Due     `json:"due,omitempty"`
	Office   bool     `json:"office,omitempty"` // owed by an office, which others hold too
	Left     []string `json:"left,omitempty"`   // who else holds it
	Ask      Field    `json:"ask,omitzero"`
}

// Handed is what became of a hand-over.
type Handed struct {
	At   time.Time   `json:"at"`
	By   string      `json:"by"`
	Note string      `json:"note"`
	Rows []HandedRow `json:"rows"`
}

// HandedRow is one duty of it: done, or why it stays.
type HandedRow struct {
	No    string `json:"no"`
	Title string `json:"title"`
	Path  string `json:"path"`
	Duty  string `json:"duty"`
	To    string `json:"to"`
	Done  bool   `json:"done"`
	Why   string `json:"why,omitempty"`
}

func (h Handed) stays() int {
	n := 0
	for _, r := range h.Rows {
		if !r.Done {
			n++
		}
	}
	return n
}

// any reports whether there is something to hand over.
func (p Handover) any() bool {
	for _, r := range p.Rows {
		if !r.Office {
			return true
		}
	}
	return false
}
