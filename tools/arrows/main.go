// Command arrows checks that the rooms of the house keep to their arrows: who may import whom, where the libraries of the
// engine, the database, the policies and the pages may appear, that time and chance stay out of casework and workflows, that
// each citation of a law exists in docs/law, and that nothing has a name which describes a petitioner.
//
//	go run -C tools ./arrows ..
//
// It prints each violation as one sentence that begins with the file, and then ends with status 1.
package main

import (
	"fmt"
	"io"
	"os"
	"slices"
)

func main() {
	dir := "."
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	os.Exit(run(dir, os.Stdout, os.Stderr))
}

// run checks the tree at dir and gives the exit status: 0 when all holds, 1 for violations, 2 when the tree can't be read.
func run(dir string, out, errs io.Writer) int {
	t, err := load(dir)
	if err != nil {
		fmt.Fprintf(errs, "arrows: %v\n", err)
		return 2
	}
	var found []string
	for _, check := range []func(*tree) ([]string, error){folders, imports, reach, purity, citations, names} {
		sentences, err := check(t)
		if err != nil {
			fmt.Fprintf(errs, "arrows: %v\n", err)
			return 2
		}
		found = append(found, sentences...)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	for _, sentence := range found {
		fmt.Fprintln(out, sentence)
	}
	if len(found) > 0 {
		fmt.Fprintf(out, "arrows: %d violations\n", len(found))
		return 1
	}
	fmt.Fprintf(out, "arrows: %d files of %d packages keep to them\n", len(t.files), t.packages)
	return 0
}
