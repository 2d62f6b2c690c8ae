package web

import "slices"

// audience says who may open a door at all. Which cases they then see is the access policy's answer.
type audience string

const (
	anyone          audience = "anyone"
	signedIn        audience = "signed-in"
	caseworkers     audience = "caseworkers"
	intakeDesk      audience = "intake"
	importers       audience = "importers"
	approvers       audience = "approvers"
	overseers       audience = "overseers"
	templateKeepers audience = "template-keepers"
	auditors        audience = "auditors"
	administrators  audience = "administrators"
	operators       audience = "operators" // administrators, and auditors who only read
	handovers       audience = "hand-over" // pass on what others hold
	rulers          audience = "rulers"    // enter calendars, propose and approve limits
)

// admits lists which offices open which door. Administrators keep accounts and see no case; auditors read and never act.
func (a audience) admits(offices []string) bool {
	has := func(one ...string) bool {
		return slices.ContainsFunc(one, func(o string) bool { return slices.Contains(offices, o) })
	}
	switch a {
	case anyone, signedIn:
		return true
	case caseworkers:
		return !has("administrator", "auditor")
	case intakeDesk:
		return has("intake")
	case importers:
		return has("intake", "supervisor")
	case approvers:
		return has("supervisor")
	case overseers:
		return has("supervisor", "unit-head", "leading")
	case templateKeepers:
		return has("supervisor", "legal")
	case auditors:
		return has("auditor")
	case operators:
		return has("administrator", "auditor")
	case administrators:
		return has("administrator")
	case handovers:
		return has("supervisor", "unit-head")
	case rulers:
		return has("administrator", "supervisor")
	}
	return false
}
