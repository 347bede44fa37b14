"""A worker in a namespace of its own that calls onboardings through Nexus: python nexus.py john-doe.json"""

import asyncio
import json
import os
import sys
import uuid
from datetime import timedelta

import nexusrpc
from temporalio import workflow
from temporalio.client import WorkflowFailureError
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from client import connect


@nexusrpc.service
class CustomerOnboarding:
    onboard_customer: nexusrpc.Operation[dict, dict] = nexusrpc.Operation(name="onboardCustomer")


@workflow.defn
class SignUp:
    @workflow.run
    async def run(self, endpoint: str, onboarding: dict) -> dict:
        onboardings = workflow.create_nexus_client(service=CustomerOnboarding, endpoint=endpoint)
        operation = CustomerOnboarding.onboard_customer
        return await onboardings.execute_operation(operation, onboarding, schedule_to_close_timeout=timedelta(hours=25))


async def sign_up(onboarding: dict) -> int:
    client = await connect()
    queue = "sign-ups"
    arguments = [os.environ.get("NEXUS_ENDPOINT", "customer-onboarding"), onboarding]
    async with Worker(client, task_queue=queue, workflows=[SignUp]):
        try:
            result = await client.execute_workflow(SignUp.run, args=arguments, id=str(uuid.uuid4()), task_queue=queue)
            print(json.dumps(result), flush=True)
            return 0
        except WorkflowFailureError as failure:
            print(failure.cause, failure.cause.cause, sep="\n", file=sys.stderr)
            return 1


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        status = asyncio.run(sign_up(json.load(file)))
    # At the interpreter's own end the SDK's threads can crash a short process (temporalio/sdk-python, issue 300).
    os._exit(status)
