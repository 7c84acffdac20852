"""Real waits overlap, and a configuration that was changed is put back."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.reference import Answer, ReferenceServer, Request, make_server
from conformance.reference.door import Background

LIFETIME = 2
WAIT_OF_ONE = 4
OPERATIONS = ("morning", "noon", "evening")

CONTRACT = """\
title   = "Tokens of two seconds"
version = "1"

[sources.notes]
title = "Notes"

[witnesses.access_token]
request = "GET /me"
headers = {{ Authorization = "Bearer {{token}}" }}
alive   = 200
dead    = 401

[[promise]]
behaviour = "token.expiry"
statement = "A token lives for two seconds."
source    = {{ from = "notes", at = "tokens" }}
level     = "must"
basis     = "documented"
on        = {operations}
with      = {{ seconds = 2, tolerance = 1 }}
"""
OPERATION = """
[operations.{name}]
does     = "issue"
for      = "client"
request  = "POST /{name}"
form     = {{ client_id = "{{client_id}}", client_secret = "{{client_secret}}" }}
answer   = {{ access_token = "/access_token" }}
lifetime = {{ at = "/expires_in", in = "seconds" }}
"""
TARGET = """\
[targets.own]
contract      = "{contract}"
base_url      = "{base_url}"
client_id     = "{client_id}"
client_secret = "{client_secret}"
limits        = {{ max_wait = "{max_wait}", allow = ["configure"] }}
"""


class _Handler(http.server.BaseHTTPRequestHandler):
    """Issues tokens that die after two seconds."""

    born: dict[str, float]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        token = f"token-of-two-seconds-{len(self.born)}"
        self.born[token] = time.monotonic()
        self._say(200, {"access_token": token, "expires_in": LIFETIME})

    def do_GET(self) -> None:
        born = self.born.get(self.headers["Authorization"].removeprefix("Bearer "), 0.0)
        self._say(200 if time.monotonic() - born < LIFETIME else 401, {})

    def _say(self, status: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on the terminal."""


@pytest.fixture
def short_lived() -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"born": {}})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def write_project(folder: Path, base_url: str, *, max_wait: str) -> None:
    contract = CONTRACT.format(operations=json.dumps(OPERATIONS))
    contract += "".join(OPERATION.format(name=name) for name in OPERATIONS)
    (folder / "short.toml").write_text(contract)
    facts = {"client_id": "me", "client_secret": "a-secret-of-this-test", "contract": "short.toml"}
    (folder / "conformance.toml").write_text(TARGET.format(base_url=base_url, max_wait=max_wait, **facts))


def run(folder: Path, *args: str) -> list[dict[str, object]]:
    command = [sys.executable, "-m", "conformance.cli", "run", "-q", *args]
    subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60)
    lines = (folder / "reports" / "verdicts.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_waits_overlap(tmp_path: Path, short_lived: str) -> None:
    """Three items that wait three seconds each are through before two of them one after the other were."""
    write_project(tmp_path, short_lived, max_wait="10s")
    began = time.monotonic()
    verdicts = run(tmp_path)
    seconds = [float(str(verdict["seconds"])) for verdict in verdicts]
    assert [verdict["outcome"] for verdict in verdicts] == ["passed"] * 3
    assert min(seconds) >= LIFETIME
    assert time.monotonic() - began < sum(seconds)


def test_wait_that_is_too_long_is_not_testable(tmp_path: Path, short_lived: str) -> None:
    """The line that would allow it is told."""
    write_project(tmp_path, short_lived, max_wait="1s")
    verdicts = run(tmp_path)
    assert {verdict["outcome"] for verdict in verdicts} == {"not-testable"}
    assert {verdict["remedy"] for verdict in verdicts} == {'[targets.own.limits] max_wait = "2s"   # or states.url'}


class Slow(ReferenceServer):
    """A reference server that remembers the changes of its configuration, and takes its time for them."""

    def __init__(self, server: ReferenceServer) -> None:
        super().__init__(server.answer, {}, server.credentials)
        self.changes: list[dict[str, object]] = []
        self.is_changed = threading.Event()
        self._server = server

    def answer(self, request: Request) -> Answer:
        answer = self._server.answer(request)
        if request.method == "PATCH" and answer.status == 200:
            self.changes.append(json.loads(request.body))
            self.is_changed.set()
            time.sleep(0.5)
        return answer


def test_configuration_is_put_back_after_a_killed_run(tmp_path: Path) -> None:
    """SIGKILL between the change and its end: the next run puts back what was."""
    slow = Slow(make_server("finapi"))
    with Background(slow) as door:
        facts = {key: str(value) for key, value in slow.credentials.items() if isinstance(value, str)}
        target = TARGET.format(contract="finapi", base_url=door.base_url, max_wait="0s", **facts)
        states = f'\n[targets.own.states]\nurl = "{door.base_url}/_states"\n'
        (tmp_path / "conformance.toml").write_text(target + states)
        command = [sys.executable, "-m", "conformance.cli", "run", "-q", "-k", "changed_lifetime"]
        killed = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert slow.is_changed.wait(30)
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        assert slow.changes[-1]["userAccessTokensValidityPeriod"] != 3600
        slow.changes.clear()
        run(tmp_path, "-k", "valid_grant")
        assert [change["userAccessTokensValidityPeriod"] for change in slow.changes] == [3600]
        slow.changes.clear()
        run(tmp_path, "-k", "valid_grant")
        assert slow.changes == []
