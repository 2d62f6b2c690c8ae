// Package casetest tells the life of one case against a clock, over a kind's table and a
// record in memory: no database, no engine.
//
//	b := casetest.Open(t, petition.Process, casetest.Standard())
//	b.Do("miao", "register", "title", "…")
//	b.Wait(20 * casetest.Day)
//	b.ExpectTimeline("register", "overdue: decide → reminder")
//	b.Refused("lu", "accept", "wrong-role")
//
// Nobody grants themselves a role: a Book gives a person the roles they really hold, out
// of the case's own parties and a small Office, as the access policy would. Holding lets
// one act claim roles all the same, to see the table itself refuse.
//
// Every Book counts which rows, refusals and dates its scenarios met; Coverage.Missing
// names what a kind's table has and no scenario touched.
package casetest
