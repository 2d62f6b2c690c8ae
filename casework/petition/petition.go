// Package petition defines the petition case (信访事项): one case, one leader, one
// team, one plan, followed through to its end; and the simple matter that needs none of that.
//
//	registered ─ accepted ─┬─ led ⇄ analysed ⇄ planned ─ resolving ─┐
//	                       └──────────── simple track ──────────────┴─ replied ⇄ closing ─ closed ─ final
//
//	ends without an opinion: not-accepted, transferred, led-elsewhere, mediated,
//	withdrawn, lapsed; undone for an import taken back untouched; merged, until its own
//	petitioner has the reply, then final
//
// The whole table with every move, form and clock is printed in docs/processes/petition.md,
// generated from this package. Rules marked ★ there are product rules, not law.
//
// What the table never holds is anything about the person who petitions: no count, no
// grade, no behaviour. A case is never closed because somebody went quiet.
package petition

import "followthrough/casework"

// The stages, in the order people know them.
const (
	Registered casework.Stage = "registered" // 登记: received, not yet decided whose it is
	Accepted   casework.Stage = "accepted"   // 受理: ours; handled simply, or waiting for a leader
	Led        casework.Stage = "led"        // 包案: one leader named
	Analysed   casework.Stage = "analysed"   // 分析: the four parts are in
	Planned    casework.Stage = "planned"    // 方案: waiting for approval
	Resolving  casework.Stage = "resolving"  // 化解: the plan is carried out
	Replied    casework.Stage = "replied"    // 答复: the opinion is signed
	Closing    casework.Stage = "closing"    // 报结: waiting for an independent approver
	Closed     casework.Stage = "closed"     // 销号: approved; promises and call-backs go on
	Final      casework.Stage = "final"      // 终结

	NotAccepted  casework.Stage = "not-accepted"  // 不予受理
	Transferred  casework.Stage = "transferred"   // 转送
	LedElsewhere casework.Stage = "led-elsewhere" // 依法导入
	Mediated     casework.Stage = "mediated"      // 调解和解
	Merged       casework.Stage = "merged"        // 并案: another case goes on for both; this one owes its petitioner the reply
	Withdrawn    casework.Stage = "withdrawn"     // 撤回
	Lapsed       casework.Stage = "lapsed"        // the petitioner died, and no heir goes on
	Undone       casework.Stage = "undone"        // an import taken back untouched
)

// The capacities in which people act on a petition; the access policy says who holds them.
const (
	Intake     casework.Role = "intake"
	Supervisor casework.Role = "supervisor"
	Approver   casework.Role = "approver" // a supervisor independent of this case
	UnitHead   casework.Role = "unit-head"
	Leader     casework.Role = "leader"
	Handler    casework.Role = "handler"
	Team       casework.Role = "team"
	Owner      casework.Role = "owner" // of a step of the plan
	Legal      casework.Role = "legal"
	Consulted  casework.Role = "consulted"
	Colleague  casework.Role = "colleague"
	Petitioner casework.Role = "petitioner"
	System                   = casework.System
)

var (
	open      = in(Registered, Accepted, Led, Analysed, Planned, Resolving, Replied, Closing, Closed)
	accepted  = in(Accepted, Led, Analysed, Planned, Resolving, Replied, Closing, Closed)
	ledStages = in(Led, Analysed, Planned, Resolving)
	working   = in(Accepted, Led, Analysed, Planned, Resolving)
	stepwise  = in(Resolving, Replied, Closing, Closed)
	drafting  = in(Accepted, Resolving)
	// ended cases can be opened again; an import taken back cannot.
	ended = in(Closed, Final, NotAccepted, Transferred, LedElsewhere, Mediated, Merged, Withdrawn, Lapsed)
	all   = append(append(casework.Stages{}, open...), Final, NotAccepted, Transferred, LedElsewhere, Mediated, Merged, Withdrawn, Lapsed)
)

// Process is the whole procedure.
var Process = &casework.Process[Facts]{
	Name:   "petition",
	Prefix: "P",
	Stages: []casework.StageInfo{
		{Name: Registered}, {Name: Accepted}, {Name: Led}, {Name: Analysed}, {Name: Planned},
		{Name: Resolving}, {Name: Replied}, {Name: Closing}, {Name: Closed}, {Name: Final, End: true},
		{Name: NotAccepted, End: true}, {Name: Transferred, End: true}, {Name: LedElsewhere, End: true},
		{Name: Mediated, End: true}, {Name: Merged}, {Name: Withdrawn, End: true},
		{Name: Lapsed, End: true}, {Name: Undone, End: true},
	},
	Moves:   remembered(moves),
	Owed:    owed,
	Clocks:  clocks,
	Parties: parties,
	Marks:   marks,
	Outcome: func(f File) string { return f.Facts.Closure.Outcome },
	Title:   func(f File) string { return f.Facts.Title },
	Traits:  traits,
}

// File is a petition's file.
type File = casework.File[Facts]

func by(roles ...casework.Role) []casework.Role   { return roles }
func in(stages ...casework.Stage) casework.Stages { return stages }
