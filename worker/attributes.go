package worker

import (
	"context"
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/workflowservice/v1"
)

// attributes are what a case is listed by. An engine of this machine declares them when
// it starts; on a cluster the worker does, if it may.
var attributes = map[string]enumspb.IndexedValueType{
	"Stage":    enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"CaseKind": enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"CaseNo":   enumspb.INDEXED_VALUE_TYPE_KEYWORD,
	"NextDue":  enumspb.INDEXED_VALUE_TYPE_DATETIME,
}

// declare makes sure that the namespace knows the attributes: a story that writes one it
// does not know would stand still.
func (e *Engine) declare(ctx context.Context) error {
	probe := &workflowservice.CountWorkflowExecutionsRequest{Namespace: e.namespace,
		Query: "Stage = 'none' AND CaseKind = 'none' AND CaseNo = 'none' AND NextDue > '2000-01-01T00:00:00Z'"}
	_, err := e.client.CountWorkflow(ctx, probe)
	if err == nil {
		return nil
	}
	operator := e.client.OperatorService()
	have, err := operator.ListSearchAttributes(ctx, &operatorservice.ListSearchAttributesRequest{Namespace: e.namespace})
	if err == nil {
		missing := map[string]enumspb.IndexedValueType{}
		for name, kind := range attributes {
			if _, ok := have.CustomAttributes[name]; !ok {
				missing[name] = kind
			}
		}
		_, err = operator.AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{Namespace: e.namespace, SearchAttributes: missing})
	}
	if err != nil {
		return fmt.Errorf("namespace %s must know the search attributes Stage, CaseKind and CaseNo (Keyword) and NextDue (Datetime): %w", e.namespace, err)
	}
	return nil
}
