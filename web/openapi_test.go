package web

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3gen"
)

var update = flag.Bool("update", false, "write openapi.json anew")

// describe makes the description from the table of routes and the types that travel.
func describe(t *testing.T) *openapi3.T {
	t.Helper()
	d := &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{Title: "Followthrough", Version: "1",
		Description: "Every page of the portal on its own path, for programs: send Accept: application/json and a personal access token."},
		Paths: openapi3.NewPaths(), Components: &openapi3.Components{Schemas: openapi3.Schemas{},
			SecuritySchemes: openapi3.SecuritySchemes{"token": {Value: openapi3.NewSecurityScheme().WithType("http").WithScheme("bearer").
				WithDescription("A personal access token from the account page.")}}}}
	no := d.Components.Schemas
	schema(t, refused{}, no)
	for _, r := range (&server{}).routes() {
		d.AddOperation(braced(r.Path), r.Method, operation(t, r, no))
	}
	return d
}

func operation(t *testing.T, r route, known openapi3.Schemas) *openapi3.Operation {
	op := openapi3.NewOperation()
	op.Summary, op.OperationID = r.Doc.Say, operationID(r)
	op.Extensions = map[string]any{"x-who": string(r.Who)}
	for _, p := range parameter.FindAllStringSubmatch(r.Path, -1) {
		op.AddParameter(openapi3.NewPathParameter(p[1]).WithSchema(openapi3.NewStringSchema()))
	}
	if r.Doc.In != nil {
		op.RequestBody = &openapi3.RequestBodyRef{Value: openapi3.NewRequestBody().WithRequired(true).WithJSONSchemaRef(schema(t, r.Doc.In, known))}
	}
	ok := openapi3.NewResponse().WithDescription("Done, or the page's data.")
	if r.Doc.Out != nil {
		ok = ok.WithJSONSchemaRef(schema(t, r.Doc.Out, known))
	}
	op.Responses = openapi3.NewResponses()
	op.Responses.Delete("default")
	op.AddResponse(200, ok)
	if r.Who != anyone {
		op.Security = openapi3.NewSecurityRequirements().With(openapi3.NewSecurityRequirement().Authenticate("token"))
		for code, say := range map[int]string{401: "Not logged in.", 403: "Not among your duties.", 404: "Not found, or not yours to see."} {
			op.AddResponse(code, openapi3.NewResponse().WithDescription(say).WithJSONSchemaRef(openapi3.NewSchemaRef("#/components/schemas/Refused", nil)))
		}
	}
	if r.Method == "POST" && r.Doc.In != nil {
		for code, say := range map[int]string{409: "Somebody decided first, or the action id was used.", 422: "Refused: what is missing stands in items.", 503: "Nothing happened, try again."} {
			op.AddResponse(code, openapi3.NewResponse().WithDescription(say).WithJSONSchemaRef(openapi3.NewSchemaRef("#/components/schemas/Refused", nil)))
		}
	}
	return op
}

// schema describes a type, each named one once among the components.
func schema(t *testing.T, sample any, known openapi3.Schemas) *openapi3.SchemaRef {
	t.Helper()
	ref, err := openapi3gen.NewSchemaRefForValue(sample, known, openapi3gen.CreateComponentSchemas(openapi3gen.ExportComponentSchemasOptions{ExportComponentSchemas: true, ExportTopLevelSchema: true}),
		openapi3gen.CreateTypeNameGenerator(typeName))
	if err != nil {
		t.Fatalf("describe %T: %v", sample, err)
	}
	return ref
}

func typeName(t reflect.Type) string {
	if t.PkgPath() == "" {
		return ""
	}
	name := t.Name()
	return strings.ToUpper(name[:1]) + name[1:]
}

var parameter = regexp.MustCompile(`:(\w+)`)

func braced(path string) string { return parameter.ReplaceAllString(path, "{$1}") }

// operationID is the method with the words of the path: getPetitionsNo.
func operationID(r route) string {
	id := strings.ToLower(r.Method)
	for _, word := range strings.FieldsFunc(r.Path, func(c rune) bool { return strings.ContainsRune("/:.-", c) }) {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}

func TestOpenAPI_DescribesEveryRouteAndIsCurrent(t *testing.T) {
	raw, err := json.Marshal(describe(t))
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := json.Indent(&want, raw, "", " "); err != nil {
		t.Fatal(err)
	}
	want.WriteByte('\n')
	if *update {
		if err := os.WriteFile("openapi.json", want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(want.Bytes(), description) {
		t.Error("openapi.json is not what the routes say: go test ./web -run OpenAPI -update")
	}
	loaded, err := openapi3.NewLoader().LoadFromData(description)
	if err != nil {
		t.Fatal(err)
	}
	if err := loaded.Validate(context.Background()); err != nil {
		t.Error(err)
	}
	for _, r := range (&server{}).routes() {
		item := loaded.Paths.Value(braced(r.Path))
		if item == nil || item.GetOperation(r.Method) == nil {
			t.Errorf("%s %s is not described", r.Method, r.Path)
		}
		if r.Doc.Say == "" {
			t.Errorf("%s %s says nothing about itself", r.Method, r.Path)
		}
	}
}
