// Onboards the customer of a JSON file: go run . john-doe.json
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
)

func main() {
	log.SetFlags(0)
	ctx := context.Background()
	input := json.RawMessage(must(os.ReadFile(os.Args[1])))
	// Of one that is already done, its run is returned here like that of one that runs.
	run := must(must(connect()).ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID:                       must(workflowID(input)),
		TaskQueue:                cmp.Or(os.Getenv("ONBOARDING_TASK_QUEUE"), "customer-onboarding"),
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		WorkflowIDReusePolicy:    enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY,
	}, "onboardCustomer", input))

	var result json.RawMessage
	err := run.Get(ctx, &result)
	var failure *temporal.ApplicationError
	if errors.As(err, &failure) {
		log.Fatalf("%s: %s", failure.Type(), failure.Message())
	} else if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(result))
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
