"""The exchange that decided a verdict is told in two lines, the same ones whenever nothing has changed."""

from __future__ import annotations

import pytest

from conformance.report.exchange_lines import exchange_lines
from tests.report.verdict_samples import verdict

FORM = "-H 'Accept: application/json' -H 'Content-Type: application/x-www-form-urlencoded'"
POST = rf"curl -sS -i -w '\n%{{http_code}}\n' -X POST http://127.0.0.1:40123/token {FORM}"


def asked(*story: str) -> str:
    return exchange_lines(verdict("failed", curl=story, observed="status 200"))[0]


def test_request_is_method_path_and_fields() -> None:
    """Without host and port, and without the headers that every request has."""
    line = f'{POST} --data-raw grant_type=password --data-urlencode "password=$PASSWORD_1"'
    assert (
        asked("# 1. judged: password (answered 200)", line) == "POST /token, grant_type=password&password=$PASSWORD_1"
    )


def test_other_headers_are_told() -> None:
    """Those with which the client authenticates, above all."""
    line = f'{POST} -H "Authorization: Basic $BASIC_1"'
    assert asked("# 1. judged: password (answered 200)", line) == "POST /token, Authorization: Basic $BASIC_1"


def test_judged_step_goes_before_control_and_witness() -> None:
    """What was asked before or after it is not what decided."""
    assert (
        asked(
            "# 1. set-up: password (answered 200)",
            f"ANSWER=$({POST} --data-raw step=1)",
            "# 2. judged: password (answered 200)",
            f"{POST} --data-raw step=2",
            "# 3. control: password (answered 200)",
            f"{POST} --data-raw step=3",
        )
        == "POST /token, step=2"
    )


def test_without_a_judged_step_the_last_one_is_told() -> None:
    """An answer that is judged as a whole is that of a set-up step; it may be kept in a variable."""
    assert asked("# 1. set-up: password (answered 200)", f"ANSWER=$({POST} --data-raw a=b)") == "POST /token, a=b"


def test_query_is_part_of_the_path() -> None:
    """Whether it stands in the address or is left to curl."""
    get = "curl -sS -i http://127.0.0.1:40123/token?a=b"
    assert asked("# 1. judged: password (answered 200)", get) == "GET /token?a=b"
    left = 'curl -sS http://127.0.0.1:40123/me -G --data-urlencode "access_token=$ACCESS_TOKEN_1"'
    assert asked("# 1. judged: call (answered 200)", left) == "GET /me?access_token=$ACCESS_TOKEN_1"


def test_body_of_odd_bytes_is_told_by_the_command() -> None:
    """The pipe into curl is no part of the request."""
    line = rf"printf 'a=\377' | {POST} --data-binary @-"
    assert asked("# 1. judged: password (answered 200)", line) == "POST /token, @-"


def test_nothing_sent_is_an_empty_request() -> None:
    """An item that ended before its first request has none."""
    assert asked() == ""


@pytest.mark.parametrize(
    ("observed", "told"),
    [
        ('status 200: {"exp": 1795234567, "expires_in": 3600}', 'status 200: {"exp": …, "expires_in": 3600}'),
        ("redirected to http://127.0.0.1:40123/login", "redirected to /login"),
        ("two\n  lines", "two lines"),
    ],
)
def test_answer_tells_neither_port_nor_moment(observed: str, told: str) -> None:
    """Two runs of one server tell the same."""
    assert exchange_lines(verdict("failed", observed=observed))[1] == told
