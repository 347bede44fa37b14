"""Connects to Temporal."""

import os

from codec import EncryptionCodec
from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.envconfig import ClientConfig


async def connect() -> Client:
    """Takes the server from Temporal's own variables or profile, and the keys from ONBOARDING_ENCRYPTION_KEYS."""
    codec = EncryptionCodec(os.environ["ONBOARDING_ENCRYPTION_KEYS"])
    server = {"target_host": "localhost:7233", **ClientConfig.load_client_connect_config()}
    return await Client.connect(**server, data_converter=DataConverter(payload_codec=codec))
