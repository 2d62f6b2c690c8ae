// Package casework says what each kind of case may do: its stages, who may move
// it from one to the next, what each move asks for, and what then falls due.
//
// It is pure. It imports the standard library only and knows no clock, no
// database, no engine and no web: the time, the limits and the people a command
// names arrive as arguments, so the same inputs give the same answer in the
// transaction that records a move, in the simulator, and in ten years.
//
//	Command ──Check──▶ Refusal, or nil
//	        ──Step───▶ Outcome { State (seq+1), Event, Notices }
//
// A kind of case is a Process: a table with one row a move. The record (store)
// runs it under the case's row lock; the stories (workflows) never run it.
package casework
