// Package rig is what fault tests and load clients have in common. It knows the product
// as the world outside knows it: by its processes and by its HTTP.
//
//	Office    the portal as a program sees it: each call is one person's, by their token
//	Journey   what the people of the demo world do with one case, from the decision to the end
//	Journal   what a client tried and what it was answered, on disk before and after each call
//	Program   a child process that is watched, killed and started again
//
// A client that was not answered asks again with the same action id until it is: that is
// the promise under test. Hold then holds a journal against the timelines.
package rig
