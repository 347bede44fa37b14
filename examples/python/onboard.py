"""Onboards the customer of a JSON file: python onboard.py john-doe.json"""

import asyncio
import hashlib
import json
import os
import sys

from client import connect
from temporalio.client import WorkflowFailureError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError


def workflow_id(customer: dict) -> str:
    host, slash, path = os.environ["REST_ENDPOINT"].partition("://")[2].rstrip("/").encode().partition(b"/")
    website = str(customer.get("website_id", "default")).encode()
    # Of bytes, lower() changes ASCII letters alone, as the ID wants it.
    lines = [host.lower() + slash + path, website, customer["email"].strip().encode().lower()]
    return "onboard-" + hashlib.sha256(b"\n".join(lines)).hexdigest()[:32]


async def onboard(onboarding: dict) -> int:
    client = await connect()
    try:
        handle = await client.start_workflow(
            "onboardCustomer",
            onboarding,
            id=workflow_id(onboarding["customer"]),
            task_queue=os.environ.get("ONBOARDING_TASK_QUEUE", "customer-onboarding"),
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        )
    except WorkflowAlreadyStartedError as done:
        handle = client.get_workflow_handle(done.workflow_id)
    try:
        print(json.dumps(await handle.result()), flush=True)
        return 0
    except WorkflowFailureError as failure:
        print(failure.cause, file=sys.stderr)
        return 1


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        status = asyncio.run(onboard(json.load(file)))
    # At the interpreter's own end the SDK's threads can crash a short process (temporalio/sdk-python, issue 300).
    os._exit(status)
