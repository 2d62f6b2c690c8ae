// Package local gives one machine what a cluster would: a private PostgreSQL
// and the engine, as children of this program.
//
//	this program (dev, or a test)
//	├── postgres     own role and process group, data in a folder of ours
//	├── engine       deploy/engine, built once into the user's cache
//	└── a part       this same program again, e.g. as the worker
//
// Promises, each with a test:
//
//   - A child that dies is started again, on the same port, after 200 ms and
//     then ever longer pauses, up to 5 s.
//   - However this program dies, kill -9 included, no child outlives it by more
//     than a few seconds: on Linux the kernel tells the child (a parent-death
//     signal, which is why all children are started from one thread that never
//     ends), elsewhere a waiting shell does.
//   - A second start on the same folder finds the same data in about a second.
//   - As root, PostgreSQL runs as an unprivileged user, and where that user may
//     not enter the folder its files lie elsewhere and the folder says where.
//
// It runs on Unix systems. It imports nothing of the product.
package local
