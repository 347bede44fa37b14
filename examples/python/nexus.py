"""A worker in a namespace of its own that calls onboardings through Nexus: python nexus.py john-doe.json"""

import asyncio
import json
import os
import sys
from datetime import timedelta
from uuid import uuid4

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
        operation, limit = CustomerOnboarding.onboard_customer, timedelta(hours=25)
        return await onboardings.execute_operation(operation, onboarding, schedule_to_close_timeout=limit)


async def sign_up(onboarding: dict) -> int:
    client = await connect()
    arguments = [os.environ.get("NEXUS_ENDPOINT", "customer-onboarding"), onboarding]
    async with Worker(client, task_queue="sign-ups", workflows=[SignUp]):
        try:
            run = client.execute_workflow(SignUp.run, args=arguments, id=str(uuid4()), task_queue="sign-ups")
            print(json.dumps(await run), flush=True)
        except WorkflowFailureError as failure:
            print(failure.cause, failure.cause.cause, sep="\n", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        status = asyncio.run(sign_up(json.load(file)))
    os._exit(status)  # without the interpreter's own end, which the SDK's threads can crash (sdk-python, issue 300)
