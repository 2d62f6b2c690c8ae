// Command processdoc prints every kind of case as a page into a folder.
//
//	go run -C tools/processdoc . ../../docs/processes
//
// It is a module of its own, as the other tools are, and takes nothing from outside.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"followthrough/casework/kinds"
	"followthrough/casework/processdoc"
)

func main() {
	dir := "../../docs/processes"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	if err := run(dir); err != nil {
		fmt.Fprintf(os.Stderr, "processdoc: %v\n", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, k := range kinds.All {
		file := filepath.Join(dir, k.KindName()+".md")
		if err := os.WriteFile(file, []byte(processdoc.Page(k)), 0o644); err != nil {
			return err
		}
	}
	return nil
}
