"""The page of a contract: every promise with its source, how it is checked, and which faults must be found.

A pure function from what is promised, what checks it and what breaks it to Markdown.  The page stands in
`docs/reference/promises/`, three folders below the root, and its links lead from there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from conformance.contract import Behaviour, Contract, Promise, Source
from conformance.reference import Fault

_ROOT = "../../.."
_SPECIAL = re.compile(r"([\\|<>*\[\]`])")


@dataclass(frozen=True)
class Check:
    """What the page says of a scenario; `file` is its path from the root."""

    name: str
    says: str
    file: str
    behaviours: tuple[str, ...]


def promise_page(
    contract: Contract, *, checks: Sequence[Check], faults: Sequence[Fault[Any]], rows: Sequence[str]
) -> str:
    """Return the page as Markdown, its lines in an order that only what they say can change.

    rows: the rows of the catalogue for which the contract answers, in the order of the catalogue.
    """
    families = [(name, list(group)) for name, group in groupby(_behaviours(contract), lambda each: each.family)]
    parts = (
        _head(contract, rows, bool(faults)),
        _overview(contract, families),
        *(_family(contract, name, group, checks, faults) for name, group in families),
        _excluded(contract),
        _counted(contract, rows),
        _links(contract),
    )
    return "\n".join(line for part in parts for line in part).rstrip() + "\n"


def _behaviours(contract: Contract) -> list[Behaviour]:
    found = {promise.behaviour.name: promise.behaviour for promise in contract.promises}
    return sorted(found.values(), key=lambda each: (each.family, each.name))


def _head(contract: Contract, rows: Sequence[str], has_faults: bool) -> Iterator[str]:
    caught = ", and which broken servers must be caught" if has_faults else ""
    yield f"# {_plain(contract.title)}"
    yield ""
    yield (
        f"What the contract `{contract.name}` promises in its version {_plain(contract.version)}: each sentence in our "
        f"own words, where it stands, how it is checked{caught}."
    )
    yield _numbers(contract, rows)
    yield ""
    yield "The page is written by `make docs-pages`; what to change is the contract, a scenario or a fault."
    yield ""


def _overview(contract: Contract, families: Sequence[tuple[str, list[Behaviour]]]) -> Iterator[str]:
    yield from _table(
        ("family", "behaviours", "promises"),
        (
            (
                f"[{name}](#{name})",
                str(len(group)),
                str(sum(len(contract.find(behaviour.name)) for behaviour in group)),
            )
            for name, group in families
        ),
    )


def _family(
    contract: Contract, name: str, group: Sequence[Behaviour], checks: Sequence[Check], faults: Sequence[Fault[Any]]
) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    for behaviour in group:
        yield f"### {behaviour.name}"
        yield ""
        yield _plain(behaviour.says)
        yield ""
        for promise in contract.find(behaviour.name):
            yield from _promise(promise)
        yield from _checked([each for each in checks if behaviour.name in each.behaviours])
        yield from _broken([each for each in faults if each.behaviour == behaviour.name])


def _promise(promise: Promise) -> Iterator[str]:
    rows = [(title, text) for title, give in _FACTS.items() if (text := give(promise))]
    yield f"> {_plain(promise.statement)}"
    yield ""
    yield from _table(("level", f"{promise.level}, {promise.basis}"), rows)


def _source(promise: Promise) -> str:
    title = _title(promise.source)
    document = f"[{title}]" if promise.source.url else title
    file = f" (`{promise.source.file}`)" if promise.source.file else ""
    return f"{document}{file}: {_plain(promise.source.at)}"


def _title(source: Source) -> str:
    return _plain(" ".join(filter(None, (source.title, source.version))))


def _links(contract: Contract) -> Iterator[str]:
    """Yield the address of every document, by the words with which the promises name it."""
    found = {_title(promise.source): promise.source.url for promise in contract.promises}
    yield from (f"[{title}]: {url}" for title, url in sorted(found.items()) if url)


def _values(promise: Promise) -> str:
    return "; ".join(f"{name}: {_codes(values)}" for name, values in promise.each.items())


def _figures(promise: Promise) -> str:
    return "; ".join(f"{name}: {_codes(_listed(value))}" for name, value in promise.figures.items())


_FACTS: Mapping[str, Callable[[Promise], str]] = {
    "source": _source,
    "operations": lambda promise: _codes(promise.on),
    "each of": _values,
    "with": _figures,
    "covers": lambda promise: ", ".join(promise.covers),
}
"""The rows of a promise's table; one that has nothing to say is left out."""


def _checked(checks: Sequence[Check]) -> Iterator[str]:
    if checks:
        yield "**Checked by**"
        yield ""
        yield from _table(
            ("scenario", "what it shows", "file"),
            ((each.name, _plain(each.says), f"[{_last(each.file)}]({_ROOT}/{each.file})") for each in checks),
        )


def _broken(faults: Sequence[Fault[Any]]) -> Iterator[str]:
    if faults:
        yield "**Faults that must be found**"
        yield ""
        yield from _table(
            ("fault", "depth", "what is wrong"),
            ((each.name.partition("/")[2], each.depth, _plain(each.says)) for each in faults),
        )


def _excluded(contract: Contract) -> Iterator[str]:
    """Yield the rows that no promise covers on purpose."""
    covered = _covered(contract)
    entries = [
        (", ".join(rows), _plain(exclusion.reason))
        for exclusion in contract.exclusions
        if (rows := [row for row in exclusion.covers if row not in covered])
    ]
    if entries:
        yield "## Rows that are left out"
        yield ""
        yield from _table(("rows", "because"), entries)


def _counted(contract: Contract, rows: Sequence[str]) -> Iterator[str]:
    covered, excluded = _covered(contract), _left_out(contract)
    counts = {
        "covered": sum(row in covered for row in rows),
        "excluded": sum(row in excluded for row in rows),
        "open": sum(row not in covered | excluded for row in rows),
    }
    yield "## Rows of the catalogue"
    yield ""
    yield from _table((*counts, "all"), [(*map(str, counts.values()), str(len(rows)))])


def _numbers(contract: Contract, rows: Sequence[str]) -> str:
    covered, excluded = _covered(contract), _left_out(contract)
    answered = sum(row in covered | excluded for row in rows)
    behaviours = {promise.behaviour.name for promise in contract.promises}
    return (
        f"{len(contract.promises)} promises of {len(behaviours)} behaviours, which answer for {answered} of "
        f"{len(rows)} [rows of the catalogue](#rows-of-the-catalogue)."
    )


def _covered(contract: Contract) -> set[str]:
    return {row for promise in contract.promises for row in promise.covers}


def _left_out(contract: Contract) -> set[str]:
    return {row for exclusion in contract.exclusions for row in exclusion.covers} - _covered(contract)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else [value]


def _codes(values: Iterable[Any]) -> str:
    return ", ".join(f"`{_code(value)}`" for value in values)


def _code(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text.replace("|", "\\|") or '""'


def _plain(text: str) -> str:
    """Return the text in one line, with nothing in it that Markdown would take for its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _last(path: str) -> str:
    return path.rpartition("/")[2]
