// Package ledger brings the backlogs that offices keep in workbooks into the record.
//
//	file ── open ── heading row ── columns → fields ── survey of dates ── rows ── staged ── cases
//
// It reads .xlsx and .csv as people make them: title lines above the headings, headings
// over two or three merged rows and with line breaks, dates in every style, empty rows.
// What it takes a column for, how it reads its dates, what it leaves out and which rows
// are wrong it says before anything is taken in; then all rows go in or none.
//
// It never guesses about a person. Columns about a petitioner's behaviour, group or number
// of petitions are dropped by their name and the reason is given; suspected duplicates are
// of a matter, never of a person; values shown in errors are shortened and masked.
package ledger
