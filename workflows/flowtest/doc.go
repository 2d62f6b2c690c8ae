// Package flowtest tells scenarios of a kind of case against a clock that skips: the
// story as it runs in production, the table as it stands, a record in memory, and the
// engine of the SDK's test suite with one virtual time for the case, its runs and its
// children.
//
//	flowtest.Across(t, office, func(f *flowtest.Flow) {
//		f.Do("intake", "register", "title", "…")
//		f.Wait(20 * flowtest.Day)
//		f.ExpectTimeline("register", "overdue: decide → reminder")
//	})
//
// Across runs the same scenario under each Option: with continue-as-new forced after
// every 1, 2, 3 signals, with signals repeated, dropped until the next, and out of order,
// and with the record's clock behind or ahead of the engine's. What the scenario expects
// must hold under all of them.
//
// A scenario speaks and waits in turn: while it speaks, virtual time stands still and
// nothing in the engine runs; each Do and Wait lets the engine run until it is idle.
package flowtest
