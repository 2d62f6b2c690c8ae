package main

import (
	"context"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	namespacepb "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/server/schema/sqlite"
	"google.golang.org/protobuf/types/known/durationpb"
)

// searchAttributes are what a case shows to whoever lists workflows. They hold
// codes and dates, never anything about a person.
var searchAttributes = map[string]enumspb.IndexedValueType{
	"Stage":    enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"NextDue":  enumspb.INDEXED_VALUE_TYPE_DATETIME,
	"CaseKind": enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"CaseNo":   enumspb.INDEXED_VALUE_TYPE_KEYWORD,
}

// probe is a query that only a namespace with all search attributes accepts.
const probe = `Stage = 'none' AND CaseKind = 'none' AND CaseNo = 'none' AND NextDue > '2000-01-01T00:00:00Z'`

// ensureNamespace writes a missing namespace into the database before the
// server starts, so that no cache has to learn of it. In spite of its name the
// package serves every SQL database.
func ensureNamespace(o options) error {
	namespace, err := sqlite.NewNamespaceConfig(clusterName, o.namespace, false, searchAttributes)
	if err != nil {
		return fmt.Errorf("namespace %s: %w", o.namespace, err)
	}
	namespace.Detail.Config.Retention = durationpb.New(o.retention)
	if err := sqlite.CreateNamespaces(sqlConfig(o, o.mainDatabase()), namespace); err != nil {
		return fmt.Errorf("namespace %s: %w", o.namespace, err)
	}
	return nil
}

// ready returns when the namespace can be used: described, with the retention
// asked for and all search attributes, also those that an older version of the
// product did not know.
func ready(ctx context.Context, o options, p *ports) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	c, err := client.NewLazyClient(client.Options{HostPort: p.frontendAddr(), Namespace: o.namespace, Logger: quiet{}})
	if err != nil {
		return fmt.Errorf("client: %w", err)
	}
	defer c.Close()
	if err := until(ctx, func() error { return setRetention(ctx, c, o) }); err != nil {
		return fmt.Errorf("namespace %s: %w", o.namespace, err)
	}
	if err := until(ctx, func() error { return addMissingAttributes(ctx, c, o.namespace) }); err != nil {
		return fmt.Errorf("search attributes: %w", err)
	}
	count := &workflowservice.CountWorkflowExecutionsRequest{Namespace: o.namespace, Query: probe}
	return until(ctx, func() error {
		_, err := c.CountWorkflow(ctx, count)
		return err
	})
}

// until asks again every 100 ms until the answer is no error.
func until(ctx context.Context, ask func() error) error {
	for {
		err := ask()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func setRetention(ctx context.Context, c client.Client, o options) error {
	service := c.WorkflowService()
	is, err := service.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: o.namespace})
	if err != nil || is.Config.WorkflowExecutionRetentionTtl.AsDuration() == o.retention {
		return err
	}
	_, err = service.UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
		Namespace: o.namespace,
		Config:    &namespacepb.NamespaceConfig{WorkflowExecutionRetentionTtl: durationpb.New(o.retention)},
	})
	return err
}

func addMissingAttributes(ctx context.Context, c client.Client, namespace string) error {
	service := c.OperatorService()
	have, err := service.ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: namespace})
	if err != nil {
		return err
	}
	missing := map[string]enumspb.IndexedValueType{}
	for name, kind := range searchAttributes {
		if _, ok := have.CustomAttributes[name]; !ok {
			missing[name] = kind
		}
	}
	if len(missing) == 0 {
		return nil
	}
	_, err = service.AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: namespace, SearchAttributes: missing})
	if err == nil {
		time.Sleep(5 * time.Second) // each service reads the namespaces anew every 2 s
	}
	return err
}

// quiet keeps the SDK's remarks about connecting out of the log.
type quiet struct{}

func (quiet) Debug(string, ...any) {}
func (quiet) Info(string, ...any)  {}
func (quiet) Warn(string, ...any)  {}
func (quiet) Error(string, ...any) {}
