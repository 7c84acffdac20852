"""A small world for contracts: five behaviours, six rows, one provider."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

BEHAVIOURS = """\
["grant.accepted"]
says = "A valid request is answered with tokens."
on   = true
may  = { status = "status" }

["parameter.required"]
says    = "A request without a required part is refused."
on      = true
each    = ["parameter"]
may     = { status = "status" }
depends = ["grant.accepted"]

["request-id.max-length"]
says    = "A longer request id is refused."
on      = true
needs   = { part = "text", header = "text", max = "number" }
may     = { status = "status", words = "list", values = "table", strict = "flag", note = "any" }
depends = ["grant.accepted"]

["revocation.no-hint"]
says  = "A revocation ends what it says."
on    = true
each  = ["token"]
needs = { ends = "text", spares = "list" }
harm  = ["revoke"]

["user.locked"]
says  = "A locked user gets no token."
on    = false
needs = { state = "text" }
"""
ROWS = "".join(f'[ROW-{number}]\nsource = "document"\nsays = "row {number}"\n' for number in range(1, 7))
CONTRACT = """\
title   = "A provider"
version = "2.0"

[sources.doc]
title = "The document"

[endpoints]
token = "/token"

[everywhere]
headers = { Accept = "application/json", X-Request-Id = "{request_id?}" }

[operations.password]
does    = "issue"
for     = "user"
request = "POST {endpoints.token}"
form    = { grant_type = "password", client_id = "{client_id}", username = "{username}", password = "{password}" }
answer  = { access_token = "/access_token", refresh_token = "/refresh_token" }
lifetime = { at = "/expires_in", in = "seconds" }

[operations.refresh]
does    = "refresh"
for     = "user"
request = "POST {endpoints.token}"
from    = { refresh_token = "password.refresh_token" }

[operations.refresh.form]
grant_type    = "refresh_token"
refresh_token = "{refresh_token}"

[operations.me]
does    = "call"
for     = "user"
request = "GET /users/{username}"
headers = { Authorization = "Bearer {token}" }
from    = { token = "password.access_token" }
answer  = { limit = "/limit" }

[witnesses.access_token]
request = "GET /me"
headers = { Authorization = "Bearer {token}" }
alive   = 200
dead    = { status = [401, 403], "/error" = "invalid_token" }

[witnesses.refresh_token]
operation = "refresh"
slot      = "refresh_token"
makes     = ["access_token"]
"""
PROMISE = """
[[promise]]
behaviour = "request-id.max-length"
statement = "A request id has at most 255 characters."
source    = { from = "doc", at = "request id" }
level     = "must"
basis     = "documented"
covers    = ["ROW-1"]
on        = ["password"]
with      = { part = "request_id", header = "X-Request-Id", max = 255 }
"""
REQUIRED = """
[[promise]]
behaviour = "parameter.required"
statement = "Some parts are required."
source    = { from = "doc", at = "required" }
level     = "must"
basis     = "documented"
covers    = ["ROW-2"]
on        = ["password", "refresh"]
each      = { parameter = ["grant_type", "Accept"] }
"""
Write = Callable[..., Path]


@pytest.fixture
def suites(tmp_path: Path) -> Path:
    """A suites folder with behaviours and rows, and no contract yet."""
    folder = tmp_path / "suites"
    (folder / "catalogue").mkdir(parents=True)
    (folder / "behaviours.toml").write_text(BEHAVIOURS)
    (folder / "catalogue" / "rows.toml").write_text(ROWS)
    return folder


@pytest.fixture
def write(suites: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a contract of the provider; the current folder is the suites folder, so that paths are short."""
    monkeypatch.chdir(suites)
    (suites / "acme").mkdir()

    def write_contract(text: str, name: str = "contract.toml") -> Path:
        file = suites / "acme" / name
        file.write_text(text)
        return file

    return write_contract


@pytest.fixture
def contract() -> str:
    """A contract without promises and without faults."""
    return CONTRACT


@pytest.fixture
def promise() -> str:
    """A promise on one operation."""
    return PROMISE


@pytest.fixture
def required() -> str:
    """A promise of four items."""
    return REQUIRED
