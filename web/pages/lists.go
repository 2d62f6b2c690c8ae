package pages

// Cases is the list of the cases a reader may see.
type Cases struct {
	Title  string   `json:"-"`
	Filter Filter   `json:"filter"`
	Stages []Option `json:"stages"`
	Units  []Option `json:"units"`
	Rows   []Row    `json:"rows"`
	Count  int      `json:"count"`          // of all pages
	Many   bool     `json:"many,omitempty"` // there are at least that many
	Next   string   `json:"next,omitempty"` // the way to the earlier ones
}

// Filter is what a list is narrowed to.
type Filter struct {
	Stage   string `json:"stage,omitempty"`
	Unit    string `json:"unit,omitempty"`
	Track   string `json:"track,omitempty"`
	Query   string `json:"q,omitempty"`
	Overdue bool   `json:"overdue,omitempty"`
	Ended   bool   `json:"ended,omitempty"`
}

func (f Filter) empty() bool { return f == Filter{} }

// Intake is what awaits the decision whether it is accepted.
type Intake struct {
	Rows        []Row  `json:"rows"`
	Count       int    `json:"count"`
	Next        string `json:"next,omitempty"`
	MayRegister bool   `json:"may_register"`
}

// Register is the form that opens a case.
type Register struct {
	Form Form `json:"form"`
}

// Petitioner is the petitioner's own data, opened for the reader; that it was is on the record.
type Petitioner struct {
	No    string `json:"no"`
	Parts []Part `json:"parts"`
}
