"""What answers changed between two recordings of the same items, whatever was judged of them.

Compared is what was answered to the same question: the same item, the same draws, the same operation with parameters of
the same names, asked as often before.  A witness is asked until it changes its mind, so that of its answers only the
changes count.  What is said at the same moment, and after it, is left to the verdict: who comes first is chance.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import chain, takewhile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.locations import shown_path
from conformance.report.answer_shape import Shape, differences, shape_of
from conformance.terms import Response
from conformance.wire.cassette import Unusable, from_text
from conformance.wire.player import response_of

_OURS = frozenset({"accept", "authorization", "content-type", "cookie", "host", "user-agent"})
_LINES_OF_ONE = 3
"""An interaction has a line each for request, response, and what was said beside them."""


@dataclass(frozen=True, repr=False)
class Said:
    """An answer in a recording.  place: file and line of its request."""

    does: str
    step: str
    request: Mapping[str, Any]
    response: Response | None
    shape: Shape
    place: str
    at_once: bool = False


Question = tuple[str, ...]
"""Step, operation, method, and the names of what the request carries."""
Example = Sequence[Said]
Recording = Mapping[str, Example]
"""What was said, by what was drawn."""


@dataclass(frozen=True)
class Drifted:
    """One change, seen in so many answers of these items; of the first both stories are kept, up to that answer."""

    does: str
    change: str
    answers: int
    items: tuple[str, ...]
    before: Example
    after: Example


@dataclass(frozen=True)
class Drift:
    """What changed, the commonest first, and how many answers were compared in how many items."""

    changes: tuple[Drifted, ...] = ()
    answers: int = 0
    items: int = 0

    def __add__(self, other: Drift) -> Drift:
        return Drift(self.changes + other.changes, self.answers + other.answers, self.items + other.items)


_Seen = tuple[str, Example, Example]
"""An item in which an answer changed, and both stories."""


def compare_recordings(before: Path, after: Path) -> Drift:
    """Return what answers changed; before, after: the folders of one target's recordings.

    A file that cannot be read is passed over: whoever judges it says so.
    """
    ones, others = _recordings(before), _recordings(after)
    both = [name for name in ones if name in others]
    seen: dict[tuple[str, str], list[_Seen]] = defaultdict(list)
    answers = 0
    for item in both:
        for one, other in _pairs(ones[item], others[item]):
            answers += 1
            for change in differences(one[-1].shape, other[-1].shape):
                seen[one[-1].does, change].append((item, one, other))
    changes = [_drifted(*key, found) for key, found in seen.items()]
    changes.sort(key=lambda each: -each.answers)
    return Drift(tuple(changes), answers, len(both))


def _drifted(does: str, change: str, found: Sequence[_Seen]) -> Drifted:
    items = tuple(dict.fromkeys(item for item, _, _ in found))
    return Drifted(does, change, len(found), items, found[0][1], found[0][2])


def _pairs(before: Recording, after: Recording) -> Iterator[tuple[Example, Example]]:
    """Yield the answers to each question that both sides have, each with all that was said before it."""
    for drawn, said in before.items():
        ones, others = _questions(said), _questions(after.get(drawn, ()))
        yield from chain.from_iterable(zip(ones[asked], others[asked], strict=False) for asked in ones)


def _questions(example: Example) -> Mapping[Question, list[Example]]:
    found: dict[Question, list[Example]] = defaultdict(list)
    for number, said in enumerate(example, 1):
        asked = found[said.step, said.does, said.request["method"], *_names(said.request)]
        if said.step != "witness" or not asked or asked[-1][-1].shape != said.shape:
            asked.append(example[:number])
    return found


def _names(request: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of what a request carries: a scenario that leaves something out asks another question."""
    content = _text(request)
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        value = dict(parse_qsl(content, keep_blank_values=True))
    query = parse_qsl(urlsplit(request["uri"]).query, keep_blank_values=True)
    members = value if isinstance(value, dict) else {}
    yield from sorted({*request["headers"], *members, *(name for name, _ in query)})


def _text(request: Mapping[str, Any]) -> str:
    body = request["body"] or ""
    return body if isinstance(body, str) else body.decode("utf-8", "replace")


# ---------------------------------------------------------------------- what a folder holds


@dataclass(frozen=True, repr=False)
class _Read:
    """A file that was read.  first: the line of its first interaction."""

    file: str
    block: Mapping[str, Any]
    interactions: Sequence[Mapping[str, Any]]
    first: int


def _recordings(folder: Path) -> dict[str, Recording]:
    """Return the recordings of a target by identity without the target."""
    read = [found for file in sorted(folder.rglob("*.yaml")) if (found := _read(file)) is not None]
    carried = frozenset(chain.from_iterable(map(_carried, read)))
    return {each.block["item"].partition("/")[2]: dict(_examples(each, carried)) for each in read}


def _read(file: Path) -> _Read | None:
    try:
        text = file.read_text("utf-8")
        found = from_text(text)
    except (OSError, UnicodeDecodeError, Unusable):
        return None
    first = text.partition("\ninteractions:")[0].count("\n") + 3
    return _Read(shown_path(file), found["conformance"], found["interactions"], first)


def _carried(read: _Read) -> Iterator[str]:
    """Yield the names of headers that are sent for the sake of what is promised of them, such as a request id."""
    for each in read.interactions:
        yield from (name.lower() for name in each["request"]["headers"] if name.lower() not in _OURS)


def _examples(read: _Read, carried: Set[str]) -> Iterator[tuple[str, Example]]:
    at = 0
    for number, example in enumerate(read.block["examples"]):
        until = at + example["exchanges"]
        lost = [each for each in read.block.get("lost", ()) if each["example"] == number]
        said = [(each["before"], _lost(each, read.file)) for each in lost]
        for place in range(at, until):
            line = f"{read.file}:{read.first + _LINES_OF_ONE * place}"
            said.append((place, _said(read.interactions[place], line, carried)))
        at = until
        in_order = (each for _, each in sorted(said, key=lambda pair: pair[0]))
        yield json.dumps(example["drawn"], sort_keys=True), list(takewhile(lambda each: not each.at_once, in_order))


def _said(interaction: Mapping[str, Any], place: str, carried: Set[str]) -> Said:
    response, request = response_of(interaction), interaction["request"]
    shape = shape_of(response, carried, sent=f"{request['uri']} {_text(request)}")
    return _with(interaction["said"], request, response, shape, place)


def _lost(each: Mapping[str, Any], file: str) -> Said:
    return _with(each, each["request"], None, Shape(None), file)


def _with(
    told: Mapping[str, Any], request: Mapping[str, Any], response: Response | None, shape: Shape, place: str
) -> Said:
    is_at_once = told.get("at_once", False)
    return Said(told.get("does", ""), told.get("step", ""), request, response, shape, place, at_once=is_at_once)
