"""The records that travel between the rooms of the machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from conformance.outcomes import Broken, Deviation, NotTestable
from conformance.run.story import Story
from conformance.secrets import register
from conformance.terms import Exchange, Request, Response, members, showable, shown


def response(body: bytes = b"", *headers: tuple[str, str]) -> Response:
    return Response(200, headers, body)


@pytest.mark.parametrize(
    ("written", "media_type"),
    [("Application/JSON; charset=utf-8", "application/json"), (" text/html ", "text/html"), (";", ""), (None, "")],
)
def test_a_media_type_is_read_without_parameters(written: str | None, media_type: str) -> None:
    """In lower case, empty if there is none."""
    headers = (("CONTENT-type", written),) if written is not None else ()
    assert response(b"", *headers).media_type == media_type


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"null", None),
        (b"", None),
        (b"{", None),
        (b"\xff\xfe", None),
        (b"NaN", None),
        (b'{"a": -Infinity}', None),
        (b"[" * 50_000, None),
        (b"9" * 5000, None),
        ('{"a": "é"}'.encode("utf-16"), {"a": "é"}),
    ],
)
def test_json_is_a_value_or_nothing(body: bytes, value: Any) -> None:
    """What is no JSON, or is out of reason, is none; nothing is raised."""
    assert response(body).json() == value


def test_members_are_found_at_any_depth_in_order() -> None:
    """Objects in lists in objects, as the text has them."""
    value = {"a": [1, {"b": 2}, [{"c": {"d": 3}}]], "e": 4}
    assert [name for name, _ in members(value)] == ["a", "b", "c", "d", "e"]
    assert list(members("text")) == list(members(None)) == list(members([1, 2])) == []


def test_members_are_found_at_great_depth() -> None:
    """The depth of a value is no limit."""
    value: Any = "end"
    for _ in range(20_000):
        value = {"a": [value]}
    assert sum(1 for _ in members(value)) == 20_000


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain é € \n\t", "plain é € \n\t"),
        ("\x1b[31m\x00\x07\x9b\r", "\ufffd[31m\ufffd\ufffd\ufffd\ufffd"),
        ("\ud800 \u2028 \u202e", "\ufffd \ufffd \ufffd"),
    ],
    ids=["plain", "control", "odd"],
)
def test_what_is_shown_obeys_nobody(text: str, seen: str) -> None:
    """Control characters, halves of characters and turns of direction are replaced."""
    assert showable(text) == seen


def test_outcomes_are_showable() -> None:
    """Whatever a server says, what is raised about it can be printed and written."""
    deviation, broken = Deviation("\x1b", "\ud800"), Broken("\x1b", remedy="a line")
    assert (deviation.expected, deviation.observed, str(deviation)) == ("�", "�", "expected �; observed �")
    assert (broken.reason, str(broken), str(NotTestable("why"))) == ("�", "�\na line", "why")


def test_a_written_text_is_shown_with_pseudonyms() -> None:
    """Neither a wrapped secret nor one that stands in a text is seen."""
    secret = register("a-secret-in-a-text", "token")
    assert shown(("Bearer ", secret, " a-secret-in-a-text")) == f"Bearer {secret} {secret}"
    assert repr(Request("GET", ("http://h/", secret))) == f"<GET http://h/{secret}>"


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hurried")
def test_exchanges_that_end_together_have_places_of_their_own() -> None:
    """Each caller gets the place of its own exchange."""
    story = Story()
    exchanges = [Exchange(Request("GET", (str(number),)), response(), "judged") for number in range(4000)]
    with ThreadPoolExecutor(8) as pool:
        places = list(pool.map(story.add, exchanges))
    assert all(story.exchanges[place] is exchange for place, exchange in zip(places, exchanges, strict=True))
