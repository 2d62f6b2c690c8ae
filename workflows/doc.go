// Package workflows tells the stories: what happens to a case by itself, for months, while
// nobody touches it. The table (casework) says what may happen and the record (store)
// decides; a story waits, asks and reminds. One exported workflow a kind of case reads as
// the process at the office; desk.go carries them all.
//
//	portal ──Act──▶ record ──signal "moved": snapshot──▶ desk ──▶ strands, side by side:
//	                  ▲                                            clocks, asking, letter, call-backs
//	                  └──────── activities: Look, Overdue, StoryAct ──────┘
//
// # A run is one stay
//
// A run of a story is one stay of a case in one stage. Its strands end when the record
// leaves the stage, and the story continues as new in the next one: histories stay short,
// and a change of the code reaches a case with its next step. A run also hands over after
// 500 signals or when the engine suggests it; then the same stay goes on.
//
// # The laws
//
// Each was bought with a failure.
//
//   - Ask, record, then branch. What differs between releases, years or policies comes as a
//     snapshot or as an activity's answer; no table runs in here.
//   - A wait is until a time that the record gave. A story that begins anew finds the
//     answers that were given and catches up with them.
//   - A signal is a snapshot, never a change: the newest (epoch, seq) wins. Only the main
//     coroutine reads signals, last before it hands over.
//   - The reason of an act is made of the record: case, move, visit, and the time that the
//     record gave for it. The record answers the same reason as it did the first time, and
//     an act of an earlier stay "superseded", which ends the strand.
//   - An answer that moved nothing is asked for again after a second, two, four … an hour.
//   - A refusal ends its strand and no other; whatever else goes wrong is tried again
//     without end.
//   - A child is abandoned, named by a function, and started once (letter.go).
//   - A run without a predecessor looks at the record first. A late signal to a case that
//     has ended thus leaves nothing running.
//   - Codes and dates only: no payload, id, summary or attribute says anything of a person.
//
// # Changing a story while cases run
//
// A worker of one machine serves every case with its newest code, so each change must
// replay what running cases have done. Free to change: texts, summaries and details.
// Everything that decides whether an activity, a timer, a child, a signal to others or a
// write of search attributes comes, and in which order, needs a version; a condition on a
// snapshot is such a thing, and so is the number of signals a run takes. Its name is a sentence:
//
//	if workflow.GetVersion(ctx, "reports-are-asked-for-in-closing-too", workflow.DefaultVersion, 1) == 1 { … }
//
// The replay corpus (testdata/histories) holds the histories of every released version and
// fails when a version was forgotten; the scenarios (flowtest) then tell both ways. An old
// branch may go when no run of before can be left: runs are stays, but a stay can last a
// year.
//
// On a cluster where workers are deployed by version, the build id is given to the worker
// (worker.Options.Build): cases are AUTO_UPGRADE, they move to the version that the operator
// makes current, and the rules above stay the same. If all else fails, a run may be
// terminated: the record holds everything, and the next telling starts the story from it.
package workflows
