"""S3 over HTTP: moto's server, in a process of its own.

ORDERING_TEST_S3_URL names an endpoint to use instead of starting one; credentials then come the AWS way.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import aioboto3
import httpx
from botocore.config import Config

from ordering.settings import Bucket
from tests.servers.server import LOGIN_SECONDS, NotStarted, free_port

URL = "ORDERING_TEST_S3_URL"
REGION = "ap-northeast-2"
NOBODYS = {
    "AWS_ACCESS_KEY_ID": "of-the-tests",
    "AWS_SECRET_ACCESS_KEY": "a-secret-of-the-tests",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}


class Buckets:
    """An endpoint, and new buckets on it."""

    def __init__(self, endpoint_url: str) -> None:
        self.endpoint_url = endpoint_url

    async def make(self, prefix: str = "", public_url: str | None = None) -> Bucket:
        name = f"ordering-tests-{secrets.token_hex(8)}"
        async with self.client() as client:
            await client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
            await client.put_bucket_policy(Bucket=name, Policy=json.dumps(readable_by_all(name)))
        return Bucket(name=name, prefix=prefix, endpoint_url=self.endpoint_url, public_url=public_url, region=REGION)

    async def names(self, bucket: Bucket) -> list[str]:
        async with self.client() as client:
            found = await client.list_objects_v2(Bucket=bucket.name)
        return [one["Key"] for one in found.get("Contents", [])]

    def client(self) -> Any:
        config = Config(signature_version="s3v4")
        return aioboto3.Session().client("s3", endpoint_url=self.endpoint_url, region_name=REGION, config=config)


def readable_by_all(bucket: str) -> dict[str, Any]:
    """The policy of docs/pictures.md."""
    what = {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", **what}]}


@contextmanager
def serving_s3(setenv: Callable[[str, str], None]) -> Iterator[Buckets]:
    """Raises NotStarted. ``setenv`` gets what makes everybody here log in with credentials of the tests."""
    if given := os.environ.get(URL):
        yield Buckets(given.rstrip("/"))
        return
    for name, value in NOBODYS.items():
        setenv(name, value)
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _wait_for(endpoint, process)
        yield Buckets(endpoint)
    finally:
        process.kill()
        process.wait()


def _wait_for(endpoint: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + LOGIN_SECONDS
    while process.poll() is None and time.monotonic() < end:
        with suppress(httpx.TransportError):
            httpx.get(endpoint, timeout=5)
            return
        time.sleep(0.05)
    raise NotStarted("moto's server didn't start")
