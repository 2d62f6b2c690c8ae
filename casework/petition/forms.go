package petition

import (
	c "followthrough/casework"
)

// The words people choose between; labels are message keys option.<field>.<word>.
var (
	channels  = []string{"letter", "visit", "call", "net", "other"}
	matters   = []string{Claim, Report}
	tracks    = []string{Simple, LedCase}
	stepKinds = []string{"resolve", "explain", "support", "mediate", "refer"}
	views     = []string{"granted", "explained", "not-granted"}
	outcomes  = []string{"resolved", "partly-resolved", "explained", "supported", "referred", "not-granted"}
	contacts  = []string{"phone", "appointment", "visit", "call-back"}
	delivery  = []string{"in-person", "mail", "left", "public-notice", "electronic", "impossible"}
	verdicts  = []string{"agrees", "disagrees", "not-reached"}
	yesNo     = []string{"yes", "no"}
	// reviewed are the outcomes of a review or re-review; abouts what a notice to the petitioner may be about.
	reviewed   = []string{"upheld", "changed", "sent-back"}
	abouts     = []string{"acceptance", "taken-back", "extension", "recusal", "promise", "dispute", "review", "closure", "reopening", "confidential"}
	capacities = []string{"representative", "agent", "heir", "guardian"}
	findings   = []string{"confirmed", "unconfirmed"}
	ratings    = []string{"satisfied", "partly", "dissatisfied"}
	doors      = []string{"court", "arbitration", "statutory-procedure"}
)

var (
	reason   = field("reason", c.Prose)
	note     = field("note", c.Prose)
	document = field("document", c.Text)
	proof    = field("proof", c.Text)
	files    = optional(field("files", c.Files))
	step     = field("step", c.Step)
	claimNo  = field("claim-no", c.Number)

	registerForm = form(field("title", c.Text), field("content", c.Prose), choice("channel", channels), choice("matter", matters),
		field("received", c.Date), optional(field("category", c.Text)), optional(field("unit", c.UnitF)), optional(choice("track", tracks)),
		private("name", c.Text), private("contact", c.Text), private("address", c.Text), optional(field("anonymous", c.Check)),
		c.Field{Name: "representatives", Kind: c.Rows, Optional: true, Private: true, Row: form(field("name", c.Text), optional(field("contact", c.Text)))},
		optional(field("backlog", c.Check)), optional(field("hidden-persons", c.People)), optional(field("hidden-unit", c.UnitF)))
	importForm = form(field("title", c.Text), field("content", c.Prose), choice("matter", matters), optional(choice("channel", channels)), field("received", c.Date),
		optional(field("category", c.Text)), optional(field("original-no", c.Text)), private("name", c.Text),
		optional(field("replied", c.Date)), optional(field("reply", c.Prose)), optional(field("received-at", c.Text)), optional(field("replied-at", c.Text)))
	acceptForm  = form(field("unit", c.UnitF), choice("track", tracks), optional(field("handler", c.PersonF)), optional(field("notice-no", c.Text)))
	declineForm = form(reason, field("competent-body", c.Text), document)
	analysis    = form(field("request", c.Prose), field("facts", c.Prose), field("rules", c.Prose), field("causes", c.Prose))
	stepRow     = form(field("title", c.Text), field("owner", c.PersonF), field("due", c.Date), choice("kind", stepKinds), field("proof", c.Text), optional(field("promise", c.Check)))
	planForm    = form(c.Field{Name: "steps", Kind: c.Rows, Row: stepRow, Least: 1})
	opinionForm = form(field("request", c.Prose), field("facts", c.Prose), field("reasons", c.Prose),
		claimRows,
		field("basis", c.Prose), field("rights-notice", c.Prose))
	claimRows   = c.Field{Name: "claims", Kind: c.Rows, Least: 1, Row: form(field("claim", c.Text), choice("view", views))}
	changedRows = c.Field{Name: "claims", Kind: c.Rows, Optional: true, Row: claimRows.Row}
	deputyForm  = form(choice("capacity", capacities), c.Field{Name: "representatives", Kind: c.Rows, Least: 1, Private: true, Row: form(field("name", c.Text), optional(field("contact", c.Text)))}, document, files)
	leading     = c.Field{Name: "leader", Kind: c.PersonF, Holder: "leading"}
)

func form(fields ...c.Field) []c.Field { return fields }

func field(name string, kind c.FieldKind) c.Field { return c.Field{Name: name, Kind: kind} }

func choice(name string, options []string) c.Field {
	return c.Field{Name: name, Kind: c.Choice, Options: options}
}

func optional(f c.Field) c.Field {
	f.Optional = true
	return f
}

// unique is the number of a document, which no other case may have.
func unique(f c.Field) c.Field {
	f.Unique = true
	return f
}

// private fields are the petitioner's own data: they never reach the timeline.
func private(name string, kind c.FieldKind) c.Field {
	return c.Field{Name: name, Kind: kind, Optional: true, Private: true}
}

func sealed(f c.Field) c.Field {
	f.Sealed = true
	return f
}
