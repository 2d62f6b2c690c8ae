package pages

import (
	"context"
	"crypto/rand"
	"strings"

	"followthrough/casework"
)

// becameWords says what a decision became on its case.
func becameWords(ctx context.Context, d Resolution) string {
	if d.Became == "step" && d.Step != "" {
		return T(ctx, "minutes.becamestep", "N", d.Step)
	}
	return T(ctx, "minutes.became."+d.Became)
}

func isCase(f Field) bool { return f.Kind == casework.Case }

func minuteWidth(f Field) string {
	if strings.HasSuffix(f.Name, ".what") || strings.HasSuffix(f.Name, ".proof") {
		return "col-12"
	}
	return "col-md-4"
}

// newAction is the id of a form that a page draws in a row of its own.
func newAction() string { return strings.ToLower(rand.Text()) }
