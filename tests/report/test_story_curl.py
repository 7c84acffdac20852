"""The shell lines of a story run as they stand and say what our wire said."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from conformance.report.story import story_as_curl
from conformance.secrets import Secret, leaks, register
from conformance.terms import Body, Exchange, Form, Json, Pair, Raw, Request, Response, Step
from conformance.wire import basic

SECRET = register("s3cr3t-of-the-curl-story", "story_secret")
ACCESS = register("at-0123456789-of-the-curl-story", "story_access")
JSON_TYPE = (("Content-Type", "application/json"),)


def pair(name: str, *value: str | Secret) -> Pair:
    return Pair(name, value)


def said(
    request: Request,
    status: int = 200,
    answer: Any = None,
    *,
    step: Step = "judged",
    says: str = "",
    headers: tuple[tuple[str, str], ...] = JSON_TYPE,
    births: tuple[tuple[str, Secret], ...] = (),
) -> Exchange:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return Exchange(request, Response(status, headers, body), step, says, births)


def post(*headers: Pair, body: Body = None, query: tuple[Pair, ...] = (), url: str = "http://a.example/t") -> Request:
    return Request("POST", (url,), query, headers, body)


class Recorder(BaseHTTPRequestHandler):
    """Remembers each request and gives the answers that it was told, the last one again and again."""

    received: list[tuple[str, str, list[tuple[str, str]], bytes]]
    answers: list[tuple[int, list[tuple[str, str]], bytes]]

    def answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.received.append((self.command, self.path, list(self.headers.items()), content))
        status, headers, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the names that http.server asks for

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[tuple[str, type[Recorder]]]:
    """Give the base URL of a recording server on loopback, and the record."""
    record = type("Record", (Recorder,), {"received": [], "answers": [(200, [], b"{}")]})
    http = ThreadingHTTPServer(("127.0.0.1", 0), record)
    thread = threading.Thread(target=http.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}", record
    http.shutdown()
    thread.join()
    http.server_close()


def run(lines: Sequence[str], **variables: str) -> str:
    """Run the lines as a script that stops at the first fault, and return what they print."""
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    script = "\n".join(lines) + "\n"
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", **variables}
    subprocess.run(["sh", "-n"], input=script, text=True, check=True)
    done = subprocess.run(["sh", "-eu"], input=script, text=True, capture_output=True, env=environment, timeout=30)
    assert (done.returncode, done.stderr) == (0, ""), script
    return done.stdout


def test_form_takes_its_secret_from_a_variable_demanded_at_the_top() -> None:
    """The literal lines of a story of one request."""
    form = Form((pair("grant_type", "client_credentials"), pair("client_secret", SECRET), pair("scope", "a b")))
    request = post(pair("X-Request-Id", "it's"), pair("Content-Type", "application/x-www-form-urlencoded"), body=form)
    lines = story_as_curl([said(request, 200, {}, says="a token")], expected="400 to 499", observed="200")
    n = SECRET.number
    assert (
        f': "${{STORY_SECRET_{n}:?the value of <story_secret-{n}>}}"',
        "# 1. judged: a token (answered 200)",
        r"curl -sS -i -w '\n%{http_code}\n' -X POST http://a.example/t "
        """-H 'X-Request-Id: it'"'"'s' -H 'Content-Type: application/x-www-form-urlencoded' """
        f'--data-raw grant_type=client_credentials --data-urlencode "client_secret=$STORY_SECRET_{n}" '
        "--data-urlencode 'scope=a b'",
        "# expected 400 to 499; observed 200",
    ) == lines


def test_demand_says_where_the_value_comes_from() -> None:
    """Whoever runs the lines without a variable is told which setting holds its value."""
    request = post(pair("Authorization", "Bearer ", SECRET))
    lines = story_as_curl([said(request)], given={SECRET.pseudonym: "client_secret of target sandbox"})
    assert f': "${{{SECRET.variable}:?client_secret of target sandbox}}"' == lines[0]


def test_token_is_taken_from_the_answer_that_brought_it() -> None:
    """The literal lines that pass a token on from a set-up step to the judged one."""
    issue = said(
        post(body=Form(())),
        200,
        {"access_token": "x"},
        step="set-up",
        says="tokens",
        births=(("access_token", ACCESS),),
    )
    use = said(Request("GET", ("http://a.example/me",), headers=(pair("Authorization", "Bearer ", ACCESS),)))
    name = ACCESS.variable
    taken = r"""sed -n 's/.*"access_token"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p'"""
    assert (
        "# 1. set-up: tokens (answered 200)",
        r"ANSWER=$(curl -sS -w '\n%{http_code}\n' -X POST http://a.example/t -H 'Content-Type:' --data-raw '')",
        r"""printf '%s\n' "$ANSWER" | tail -n 1""",
        f"""{name}=$(printf '%s' "$ANSWER" | {taken})""",
        "# 2. judged (answered 200)",
        rf"""curl -sS -i -w '\n%{{http_code}}\n' http://a.example/me -H "Authorization: Bearer ${name}" """.rstrip(),
    ) == story_as_curl([issue, use])


def test_no_line_holds_a_secret() -> None:
    """Not even where a constant of the request happens to be one."""
    request = post(pair("X", "s3cr3t-of-the-curl-story"), body=Raw(b"s3cr3t-of-the-curl-story"))
    assert leaks("\n".join(story_as_curl([said(request, 200, {}, says="s3cr3t-of-the-curl-story")]))) == []


def test_finding_stands_after_the_witness_and_before_the_control() -> None:
    """The comment follows the last answer that could show it."""
    get = Request("GET", ("http://a.example/",))
    steps: tuple[Step, ...] = ("judged", "witness", "control")
    lines = story_as_curl([said(get, step=step) for step in steps], expected="401", observed="200")
    assert lines[4] == "# expected 401; observed 200"


def test_text_with_line_ends_stays_in_its_comment() -> None:
    """What a server or a scenario said cannot begin a line of its own."""
    get = Request("GET", ("http://a.example/",))
    lines = story_as_curl([said(get, says="a\nrm -rf b")], expected="x\ny", observed="z")
    assert (lines[0], lines[-1]) == ("# 1. judged: a rm -rf b (answered 200)", "# expected x y; observed z")


def test_story_of_tokens_runs(server: tuple[str, type[Recorder]]) -> None:
    """A fresh answer's tokens, one with escaped slashes, reach the later requests."""
    base, record = server
    record.answers = [
        (200, [("X-Session", "fresh-session")], rb'{"refresh_token":"fresh\/rt+1", "access_token" : "fresh-at"}'),
        (200, [], b"{}"),
    ]
    refresh = register("recorded/rt+1-of-story", "story_refresh")
    session = register("recorded-session-of-story", "story_session")
    issue = said(
        post(body=Form((pair("client_secret", SECRET),)), url=f"{base}/token"),
        200,
        rb'{"refresh_token":"recorded\/rt+1-of-story"}',
        step="set-up",
        headers=(("x-session", "recorded-session-of-story"),),
        births=(("access_token", ACCESS), ("refresh_token", refresh), ("header:x-session", session)),
    )
    use = said(
        post(
            pair("Authorization", "Bearer ", ACCESS),
            pair("X-Session", session),
            body=Form((pair("refresh_token", refresh), pair("odd", 'a&b="ü"\n\0%'))),
            url=f"{base}/use",
        )
    )
    run(story_as_curl([issue, use]), **{SECRET.variable: "g&ven s=cret"})
    assert parse_qsl(record.received[0][3].decode()) == [("client_secret", "g&ven s=cret")]
    _, path, headers, content = record.received[1]
    assert (
        path,
        dict(headers)["Authorization"],
        dict(headers)["X-Session"],
    ) == ("/use", "Bearer fresh-at", "fresh-session")
    assert parse_qsl(content.decode()) == [("refresh_token", "fresh/rt+1"), ("odd", 'a&b="ü"\n\0%')]


def test_status_of_each_answer_is_printed(server: tuple[str, type[Recorder]]) -> None:
    """A set-up step shows its status alone, a judged one its headers and body too."""
    base, record = server
    record.answers = [(201, [], b'{"access_token":"fresh-at"}'), (403, [("X-Why", "no")], b"go away")]
    issue = said(post(url=f"{base}/"), 200, {}, step="set-up", births=(("access_token", ACCESS),))
    use = said(post(pair("Authorization", "Bearer ", ACCESS), url=f"{base}/"))
    first, *rest = run(story_as_curl([issue, use])).splitlines()
    assert (first, rest[-2], rest[-1]) == ("201", "go away", "403")
    assert "X-Why: no" in rest


def test_derived_secret_is_made_again(server: tuple[str, type[Recorder]]) -> None:
    """HTTP Basic and a spoilt secret are computed in the shell from the right one."""
    base, record = server
    whole = register("whole-secret-of-story", "story_whole")
    spoilt = whole.derive(lambda text: text[:-1], shell="sed '$s/.$//'")
    basic = spoilt.derive(lambda text: f"b64 {text}", shell="{ printf '%s' 'id:'; cat; } | base64 | tr -d '\\n'")
    lines = story_as_curl([said(post(pair("Authorization", "Basic ", basic), url=f"{base}/"))])
    run(lines, **{whole.variable: "abcdef"})
    assert dict(record.received[0][2])["Authorization"] == "Basic aWQ6YWJjZGU="
    assert f"{spoilt.variable}=$(printf '%s' \"${whole.variable}\" | sed '$s/.$//')" == lines[2]


def test_credentials_of_the_wire_are_made_again(server: tuple[str, type[Recorder]]) -> None:
    """The wire's own Basic credentials of a spoilt secret: form-encoded, joined, base64 in one line."""
    base, record = server
    whole = register("long-enough-to-wrap+" * 5, "story_basic_secret")
    spoilt = whole.derive(lambda text: text + "x", shell="sed '$s/$/x/'")
    lines = story_as_curl([said(post(pair("Authorization", "Basic ", basic("my client", spoilt)), url=f"{base}/"))])
    run(lines, **{whole.variable: "long-enough-to-wrap+" * 5})
    credentials = base64.b64decode(dict(record.received[0][2])["Authorization"].removeprefix("Basic "))
    assert credentials.decode() == "my+client:" + "long-enough-to-wrap%2B" * 5 + "x"


def test_query_with_a_secret_and_no_body(server: tuple[str, type[Recorder]]) -> None:
    """The pairs keep their order, the method stays, nothing is sent as a body."""
    base, record = server
    query = (pair("token", SECRET), pair("token_type_hint", "access token"), pair("token", SECRET))
    run(story_as_curl([said(post(query=query, url=f"{base}/revoke"))]), **{SECRET.variable: "t/1 +"})
    method, target, headers, content = record.received[0]
    assert parse_qsl(urlsplit(target).query) == [
        ("token", "t/1 +"),
        ("token_type_hint", "access token"),
        ("token", "t/1 +"),
    ]
    assert (method, dict(headers).get("Content-Length"), content) == ("POST", "0", b"")


def test_query_with_a_secret_and_a_body(server: tuple[str, type[Recorder]]) -> None:
    """Both arrive where they belong."""
    base, record = server
    request = post(query=(pair("token", SECRET), pair("empty", "")), body=Form((pair("a", "b"),)), url=f"{base}/r")
    run(story_as_curl([said(request)]), **{SECRET.variable: "t/1 +"})
    _, target, headers, content = record.received[0]
    assert parse_qsl(urlsplit(target).query, keep_blank_values=True) == [("token", "t/1 +"), ("empty", "")]
    assert (content, "Content-Type" in dict(headers)) == (b"a=b", False)


def test_query_without_a_secret_stands_in_the_address() -> None:
    """Such a line can be read and changed by hand."""
    request = Request("GET", ("http://a.example/x",), (pair("scope", "a b"), pair("q", "[é]")))
    assert (
        (story_as_curl([said(request, step="set-up")])[1])
        == "curl -sS -w '\\n%{http_code}\\n' 'http://a.example/x?scope=a+b&q=%5B%C3%A9%5D'"
    )


def test_json_body_with_secrets(server: tuple[str, type[Recorder]]) -> None:
    """Texts, numbers, lists and escapes arrive as they were sent, and a secret with a quote is escaped in the shell."""
    base, record = server
    quoted = register('say "hi" \\ of-story', "story_quoted")
    value: dict[str, Any] = {
        "secret": (SECRET,),
        "bearer": ("Bearer ", quoted),
        "odd": 'it\'s "$HOME" `id` \\ ü \u2028',
        "list": [1, None, True, {}, [], {"x": 1.5, "y": (quoted, "!")}],
    }
    request = post(pair("Content-Type", "application/json"), body=Json(value), url=f"{base}/")
    run(story_as_curl([said(request)]), **{SECRET.variable: "s-1", quoted.variable: 'q"\\x'})
    expected = {**value, "secret": "s-1", "bearer": 'Bearer q"\\x'}
    expected["list"] = [1, None, True, {}, [], {"x": 1.5, "y": 'q"\\x!'}]
    assert expected == json.loads(record.received[0][3])


def test_raw_bytes_arrive_unchanged(server: tuple[str, type[Recorder]]) -> None:
    """All 256 bytes, also where they mean something to printf or the shell."""
    base, record = server
    content = bytes(range(256)) + b"%s\\n'$HOME"
    run(story_as_curl([said(post(pair("Content-Type", "text/plain"), body=Raw(content), url=f"{base}/"))]))
    assert content == record.received[0][3]


def test_raw_text_stands_in_the_line(server: tuple[str, type[Recorder]]) -> None:
    """A body that can be read is shown, even if it begins like a file name of curl's."""
    base, record = server
    lines = story_as_curl([said(post(body=Raw(b"@grant_type=%zz&a='b"), url=f"{base}/"))])
    run(lines)
    assert record.received[0][3] == b"@grant_type=%zz&a='b"
    assert "--data-raw" in lines[1]


def test_empty_header_is_sent(server: tuple[str, type[Recorder]]) -> None:
    """An empty value is no missing header."""
    base, record = server
    run(story_as_curl([said(Request("GET", (f"{base}/",), headers=(pair("X-Request-Id", ""),)))]))
    assert dict(record.received[0][2])["X-Request-Id"] == ""


def test_secret_in_a_path_is_encoded(server: tuple[str, type[Recorder]]) -> None:
    """A slash or a blank in it does not make another path."""
    base, record = server
    odd = register("a/b c-of-the-path-story", "story_path")
    lines = story_as_curl([said(Request("DELETE", (f"{base}/tokens/", odd, "/x y"), (pair("a", "b"),)))])
    run(lines, **{odd.variable: "a/b c"})
    assert record.received[0][1] == "/tokens/%61%2f%62%20%63/x%20y?a=b"


def test_cookie_and_code_are_taken_from_headers(server: tuple[str, type[Recorder]]) -> None:
    """Of a cookie its value alone, of Location the one member; the rest of the header is another one next time."""
    base, record = server
    cookie, code = register("cookie-of-the-story", "story_cookie"), register("code-of-the-story", "story_code")
    record.answers = [
        (
            302,
            [
                ("Set-Cookie", "sid=fresh-cookie; Path=/"),
                ("Location", "https://c.example/?zcode=x&code=fresh-code&s=9"),
            ],
            b"",
        ),
        (200, [], b"{}"),
    ]
    authorize = said(
        Request("GET", (f"{base}/authorize",)),
        302,
        b"",
        step="set-up",
        headers=(
            ("set-cookie", "sid=cookie-of-the-story; Path=/"),
            ("location", "https://c.example/?zcode=y&code=code-of-the-story&s=1"),
        ),
        births=(("header:set-cookie", cookie), ("header:location", code)),
    )
    use = said(post(pair("Cookie", "sid=", cookie), body=Form((pair("code", code),)), url=f"{base}/token"))
    run(story_as_curl([authorize, use]))
    _, _, headers, content = record.received[1]
    assert (dict(headers)["Cookie"], content) == ("sid=fresh-cookie", b"code=fresh-code")


def test_second_of_equal_members_is_taken(server: tuple[str, type[Recorder]]) -> None:
    """An answer with two tokens of one name gives the one that was used."""
    base, record = server
    other = register("other-of-equal-members", "story_other")
    record.answers = [(200, [], b'{"a":{"access_token":"one"},"b":{"access_token":"two"}}'), (200, [], b"{}")]
    births = (("access_token", ACCESS), ("access_token", other))
    issue = said(Request("GET", (f"{base}/",)), 200, {"a": 1}, step="set-up", births=births)
    run(story_as_curl([issue, said(post(body=Form((pair("t", other), pair("u", ACCESS))), url=f"{base}/"))]))
    assert record.received[1][3] == b"t=two&u=one"


def test_state_gives_its_name_and_password_again(server: tuple[str, type[Recorder]]) -> None:
    """A fresh user has another name next time, though a name is no secret."""
    base, record = server
    password = register("password-of-the-state-story", "story_password")
    record.answers = [(200, [], b'{"username":"user-2","password":"pass-2"}'), (200, [], b"{}")]
    state = said(
        post(body=Json({"state": "user"}), url=f"{base}/_states"),
        200,
        {"username": "user-1", "password": "password-of-the-state-story"},
        step="state",
        says="user",
    )
    form = Form((pair("username", "user-1"), pair("password", password)))
    lines = story_as_curl([state, said(post(body=form, url=f"{base}/token"))])
    run(lines)
    assert record.received[1][3] == b"username=user-2&password=pass-2"
    assert not any(line.startswith(": ") for line in lines)


def test_token_of_a_text_that_is_no_json(server: tuple[str, type[Recorder]]) -> None:
    """A form-encoded answer gives its token too."""
    base, record = server
    record.answers = [(200, [], b"token_type=bearer&access_token=fresh-at-1&x=y"), (200, [], b"{}")]
    text = ("Content-Type", "application/x-www-form-urlencoded")
    births = (("access_token", ACCESS),)
    issue = said(post(url=f"{base}/"), 200, b"access_token=x", step="set-up", headers=(text,), births=births)
    run(story_as_curl([issue, said(post(pair("Authorization", "Bearer ", ACCESS), url=f"{base}/"))]))
    assert dict(record.received[1][2])["Authorization"] == "Bearer fresh-at-1"
