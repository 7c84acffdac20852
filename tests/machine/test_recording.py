"""From what was heard to a recording that answers: order, lost connections, what vcrpy's format has no place for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
import vcr

from conformance.outcomes import Lost
from conformance.secrets import register
from conformance.terms import Form, Json, Pair, Raw, Request, Response
from conformance.wire.cassette import as_text, from_text
from conformance.wire.player import NotRecorded, Player
from conformance.wire.pseudonyms import Pseudonyms
from conformance.wire.recording import Recording
from conformance.wire.tape import Made, Said, Tape, Timed, Told

BASE = "https://target.invalid"


def asked(*pairs: tuple[str, Any], headers: tuple[tuple[str, str], ...] = (), method: str = "POST") -> Request:
    form = Form(tuple(Pair(name, (value,)) for name, value in pairs))
    return Request(method, (f"{BASE}/token",), headers=tuple(Pair(n, (v,)) for n, v in headers), body=form)


def answered(status: int = 200, body: bytes = b"{}", **more: Any) -> Response:
    return Response(status, more.pop("headers", ()), body, **more)


def said(request: Request, response: Response | None, **more: Any) -> Said:
    return Said(request, response, "judged", "password", **more)


def played(*events: Any) -> Player:
    """Return the player of a recording of one example, by way of its file."""
    tape = Tape()
    tape.begin({})
    for event in events:
        tape.add(event)
    recording = Recording(Pseudonyms("a/b/c/d", BASE, BASE), is_timed=True).hear(tape)
    block = {"examples": recording.examples, "lost": recording.lost}
    player = Player(from_text(as_text(block, recording.interactions, "A test.")), "record")
    player.begin()
    return player


def test_equal_requests_are_answered_in_order() -> None:
    """45, 46, 47, and then nothing: the fourth was never recorded."""
    player = played(*(said(asked(("a", "1")), answered(body=str(number).encode())) for number in (45, 46, 47)))
    assert [player.answer(asked(("a", "1")), "judged").body for _ in range(3)] == [b"45", b"46", b"47"]
    with pytest.raises(
        NotRecorded, match=r"POST https://target\.invalid/token with a was never recorded: record again"
    ):
        player.answer(asked(("a", "1")), "judged")


@pytest.mark.parametrize(
    "other",
    [
        asked(("a", "2")),
        asked(("a", "1"), ("b", "")),
        asked(("b", "2"), ("a", "1")),
        asked(("a", "1"), method="GET"),
        asked(("a", "1"), headers=(("X-A", "1"),)),
        Request("POST", (f"{BASE}/token",), query=(Pair("b", ("",)),), body=Form((Pair("a", ("1",)),))),
        Request("POST", (f"{BASE}/token",), body=Raw(b"a=%31")),
    ],
    ids=["value", "blank field", "order", "method", "header", "query", "encoding"],
)
def test_question_is_matched_exactly(other: Request) -> None:
    """What differs in method, target, body or a header is another question."""
    player = played(said(asked(("a", "1")), answered()), said(asked(("b", "2")), answered()))
    with pytest.raises(NotRecorded):
        player.answer(other, "judged")


def test_order_of_headers_counts_within_a_name_only() -> None:
    """Case of a name counts, too: whether it may differ is what scenarios ask."""
    player = played(said(asked(headers=(("A", "1"), ("B", "2"), ("A", "3"))), answered()))
    for wrong in ((("B", "2"), ("A", "3"), ("A", "1")), (("a", "1"), ("B", "2"), ("A", "3"))):
        with pytest.raises(NotRecorded):
            player.answer(asked(headers=wrong), "judged")
    assert player.answer(asked(headers=(("B", "2"), ("A", "1"), ("A", "3"))), "judged").status == 200


def test_answer_is_given_as_it_came() -> None:
    """Case, order and repetition of headers, HTTP version, coding, octets and seconds."""
    headers = (("set-COOKIE", "a"), ("X", "ä"), ("set-COOKIE", "b"), ("Content-Encoding", "gzip"), ("x", "1"))
    whole = Response(499, headers, b"\xff\x00{", 0.25, "HTTP/1.0")
    assert played(said(asked(), whole)).answer(asked(), "judged") == whole


def text_of(*events: Any) -> str:
    """Return the file of a recording of one example."""
    tape = Tape()
    tape.begin({})
    for event in events:
        tape.add(event)
    recording = Recording(Pseudonyms("a/b/c/d", BASE, BASE), is_timed=False).hear(tape)
    return as_text({"examples": recording.examples}, recording.interactions, "A test.")


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        (Request("GET", (f"{BASE}/me",)), answered(401, headers=(("WWW-Authenticate", 'Bearer realm="Zo\xc3\xab"'),))),
        (asked(("a", "1")), answered(headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked")))),
    ],
    ids=["no body, octets in a header", "packed"],
)
def test_plain_vcrpy_answers(tmp_path: Path, request_: Request, response: Response) -> None:
    """What another user of vcrpy asks, compared as strictly as vcrpy can, is answered from the file."""
    file = tmp_path / "a.yaml"
    file.write_text(text_of(said(request_, response)), encoding="utf-8")
    with vcr.use_cassette(str(file), record_mode="none", match_on=["method", "uri", "raw_body"]):
        body = "a=1" if request_.method == "POST" else None
        found = httpx.request(request_.method, "".join(map(str, request_.url)), content=body, trust_env=False)
    assert (found.status_code, found.content) == (response.status, response.body)


def test_digest_of_a_secret_is_not_kept() -> None:
    """A tag that is computed from a body with a token is not shown; one of another body is as it came."""
    token = register("A-Token-That-Is-Tagged-1", "access_token")
    bodies = (f'{{"access_token": "{token.reveal()}"}}'.encode(), b'{"error": "invalid_grant"}')
    player = played(*(said(asked(), answered(body=body, headers=(("ETag", '"1f-abc"'),))) for body in bodies))
    tags = [player.answer(asked(), "judged").header("etag") for _ in bodies]
    assert tags == ['"replaced"', '"1f-abc"']


def test_lost_connection_is_lost_again() -> None:
    """In its place between two answers to the same request."""
    events = [
        said(asked(), answered(body=b"1")),
        said(asked(), None, lost=("the server did not answer", "check it")),
        said(asked(), answered(body=b"2")),
    ]
    player = played(*events)
    assert player.answer(asked(), "judged").body == b"1"
    with pytest.raises(Lost, match="the server did not answer") as lost:
        player.answer(asked(), "judged")
    assert lost.value.remedy == "check it"
    assert player.answer(asked(), "judged").body == b"2"


def test_calls_at_the_same_moment_are_put_in_order() -> None:
    """Whoever was answered first, the recording is the same: by call, and the accepted of equal calls first."""
    one, other = asked(("a", "1")), asked(("b", "2"))
    fast = [
        said(one, answered(400), lane=0),
        said(one, answered(200), lane=1),
        said(other, answered(201), lane=2),
    ]
    found = []
    for events in (fast, fast[::-1]):
        tape = Tape()
        tape.begin({})
        for event in events:
            tape.add(event)
        recording = Recording(Pseudonyms("a/b/c/d", BASE, BASE), is_timed=False).hear(tape)
        found.append([each["response"]["status"]["code"] for each in recording.interactions])
    assert found == [[200, 400, 201]] * 2


def test_witness_says_again_what_it_said_last() -> None:
    """How often a death is waited for depends on the clock; a judged call has its own answer each time."""
    player = played(said(asked(), answered(401)))
    assert [player.answer(asked(), "witness").status for _ in range(3)] == [401] * 3


def test_secret_in_every_place_of_a_request_is_replaced() -> None:
    """Path, query, header, form and JSON; nothing of it is in the file, and equal places stay equal."""
    secret = register("Unusual+Secret/of this test=1", "access_token")
    places = [
        Request("GET", (f"{BASE}/users/", secret), query=(Pair("token", (secret,)),)),
        asked(("token", secret), headers=(("Authorization", secret.reveal()),)),
        Request("POST", (f"{BASE}/token",), body=Json({"token": (secret,), "raw": secret.reveal()})),
        Request("POST", (f"{BASE}/token",), body=Raw(f"token={secret.reveal()}".encode())),
    ]
    tape = Tape()
    tape.begin({})
    for request in places:
        tape.add(said(request, answered(body=secret.reveal().encode())))
    recording = Recording(Pseudonyms("a/b/c/d", BASE, BASE), is_timed=False).hear(tape)
    text = as_text({"examples": recording.examples}, recording.interactions, "A test.")
    assert "Secret" not in text
    assert len({each["response"]["body"]["string"] for each in recording.interactions}) == 1


def test_states_are_given_in_order() -> None:
    """By name and parameters; one that was not made is missed by name."""
    events = [Made("user", {"client_id": "a-client"}, {"username": f"user-{number}"}) for number in (1, 2)]
    player = played(*events)
    client = player.examples[0]["states"][0]["params"]
    names = [player.state("user", client)["values"]["username"] for _ in range(2)]
    assert len(set(names)) == 2
    with pytest.raises(NotRecorded, match="the state 'locked user' was never recorded"):
        player.state("locked user", {})


def test_time_is_the_recordings() -> None:
    """What passed is answered as it was; what was not recorded follows from it."""
    player = played(Timed(0, {"now": 1767225600.0}, 200), Timed(60, {"now": 1767225660.0}, 200))
    assert player.time(0)["values"] == {"now": 1767225600.0}
    assert player.time(60)["values"] == {"now": 1767225660.0}
    assert player.time(5)["values"] == {"now": 1767225665.0}


def test_clock_is_the_recordings() -> None:
    """It reads as it did, however long a replay takes; past the last reading it goes on as answers and waits do."""
    tape = Tape()
    tape.begin({})
    read = [tape.read_clock() for _ in range(2)]
    tape.add(said(asked(), answered(seconds=0.25)))
    recording = Recording(Pseudonyms("a/b/c/d", BASE, BASE), is_timed=True).hear(tape)
    player = Player(from_text(as_text({"examples": recording.examples}, recording.interactions, "A test.")), "record")
    player.begin()
    assert [player.clock() for _ in range(2)] == read
    player.answer(asked(), "judged")
    assert player.clock() == pytest.approx(read[-1] + 0.25)


def test_what_was_found_out_once_is_told_to_each() -> None:
    """Whether a service is there, for one; another question has no answer."""
    player = played(Told("whether the introspection endpoint is there", False))
    assert player.told("whether the introspection endpoint is there") is False
    with pytest.raises(NotRecorded):
        player.told("which of a, b is offered")
