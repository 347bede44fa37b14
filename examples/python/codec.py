"""Reads and writes the payloads of the onboarding's workers: AES-256-GCM, in the form of Temporal's encryption samples."""

import base64
import os
import re

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

IV_BYTES = 12


class EncryptionCodec(PayloadCodec):
    def __init__(self, keys: str) -> None:
        """Takes `ID:KEY` entries, KEY in base64: the first one encrypts, all of them decrypt."""
        entries = [entry.split(":") for entry in re.split(r"[\s,]+", keys.strip(", \n"))]
        self.keys = {key_id: AESGCM(base64.b64decode(key)) for key_id, key in entries}

    async def encode(self, payloads):
        return [self.encrypt(payload) for payload in payloads]

    async def decode(self, payloads):
        return [self.decrypt(payload) for payload in payloads]

    def encrypt(self, payload: Payload) -> Payload:
        key_id, key = next(iter(self.keys.items()))
        iv = os.urandom(IV_BYTES)
        return Payload(
            metadata={"encoding": b"binary/encrypted", "encryption-key-id": key_id.encode()},
            data=iv + key.encrypt(iv, payload.SerializeToString(), None),
        )

    def decrypt(self, payload: Payload) -> Payload:
        if payload.metadata["encoding"] != b"binary/encrypted":
            return payload
        key = self.keys[payload.metadata["encryption-key-id"].decode()]
        return Payload.FromString(key.decrypt(payload.data[:IV_BYTES], payload.data[IV_BYTES:], None))
