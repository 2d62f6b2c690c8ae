package web

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.json
var description []byte

// openAPI answers the description of the interface for programs, generated from routes.go.
func openAPI(v *visit) error { return v.Blob(http.StatusOK, "application/json", description) }
