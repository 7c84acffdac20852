"""What a contract says, as frozen records: operations with their parts, witnesses, promises.

A *part* is one place of a request (a form field, a header, a query or JSON member).  It is named by its slot if it has
one, else by its wire name; scenarios speak of parts by these names only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from conformance.terms import Basis, Level

Place = Literal["query", "headers", "form", "json"]
PLACES: tuple[Place, ...] = ("query", "headers", "form", "json")
BUILT_IN_SLOTS: Mapping[str, str] = {
    "client_id": "client",
    "client_secret": "client",
    "username": "user",
    "password": "user",
    "cookie": "user",
    "merchant_id": "user",
    "code": "authorization code",
    "redirect_uri": "redirect uri",
}
"""Slots that fill themselves, and the state that fills each."""

_SLOT = re.compile(r"\{([a-z_][a-z0-9_.]*)(\?)?\}")


@dataclass(frozen=True)
class Slot:
    """A gap in a template; an optional one is left out unless a scenario fills it."""

    name: str
    optional: bool = False


@dataclass(frozen=True)
class Template:
    """A constant (any JSON value) or a text with slots."""

    pieces: tuple[Any, ...]

    @classmethod
    def from_value(cls, value: Any) -> Template:
        if not isinstance(value, str):
            return cls((value,))
        pieces: list[Any] = []
        end = 0
        for match in _SLOT.finditer(value):
            pieces += [value[end : match.start()], Slot(match[1], match[2] == "?")]
            end = match.end()
        pieces.append(value[end:])
        return cls(tuple(piece for piece in pieces if piece != "") or ("",))

    @property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Slot))

    @property
    def is_one_slot(self) -> bool:
        """True if it takes any JSON value, not only text."""
        return len(self.pieces) == 1 and isinstance(self.pieces[0], Slot)


@dataclass(frozen=True)
class Part:
    place: Place
    name: str
    template: Template

    @property
    def keys(self) -> tuple[str, ...]:
        """The names by which scenarios speak of it: its slots, or its wire name if it has none."""
        names = [name for slot in self.template.slots for name in slot.name.split(":")]
        return tuple(names) or (self.name,)


@dataclass(frozen=True)
class Lifetime:
    """Where an answer says how long its token lives: a JSON pointer and its spelling."""

    at: str
    spelling: Literal["seconds", "epoch-milliseconds", "iso-8601"]


@dataclass(frozen=True)
class Operation:
    """How one call looks.  `path` may hold `{slots}` and `{endpoints.NAME}`; `subject` is the contract's `for`.

    undo: the operation that uses up what this one made.  optional: a server need not offer it.
    """

    name: str
    does: str
    subject: str
    method: str
    path: Template
    parts: tuple[Part, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    answer: Mapping[str, str] = field(default_factory=dict)
    lifetime: Lifetime | None = None
    success: tuple[int, ...] = tuple(range(200, 300))
    auth: str | None = None
    undo: str | None = None
    optional: bool = False

    @property
    def endpoint(self) -> str | None:
        """The name of the endpoint in its path, if it uses one."""
        names = [slot.name for slot in self.path.slots if slot.name.startswith("endpoints.")]
        return names[0].partition(".")[2] if names else None

    @property
    def slot_names(self) -> frozenset[str]:
        """The names of all slots, those of the path too."""
        slots = (*self.path.slots, *(slot for part in self.parts for slot in part.template.slots))
        return frozenset(slot.name for slot in slots)

    def needs_only(self, states: Collection[str]) -> bool:
        """True if these states fill everything that has to be filled."""
        slots = (*self.path.slots, *(slot for part in self.parts for slot in part.template.slots))
        names = {name for slot in slots if not slot.optional for name in slot.name.split(":")}
        return all(self.sources.get(name, BUILT_IN_SLOTS.get(name)) in states for name in names)


@dataclass(frozen=True)
class Witness:
    """Where a live token of this kind shows itself: a request of its own, or an operation with the token in `slot`.

    `alive` and `dead` are statuses, or JSON pointers with the value that each must have.  `of` is another kind of token
    for which this witness speaks beside the one that is named so.
    """

    kind: str
    operation: Operation | None
    uses: str | None
    slot: str
    alive: Mapping[str, Any]
    dead: Mapping[str, Any]
    makes: tuple[str, ...] = ()
    spends: bool = False
    of: str | None = None


@dataclass(frozen=True)
class Recipe:
    """How the provider's own operation makes a state: state value -> name in the operation's answer or slot.

    then: an operation that completes it with these values, where it is needed; what it answers does not matter.
    """

    state: str
    operation: str
    gives: Mapping[str, str]
    then: str | None = None


@dataclass(frozen=True)
class Behaviour:
    """A named, provider-neutral ability, with the keys that a promise of it must and may give."""

    name: str
    says: str
    operations: bool
    each: tuple[str, ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    may: Mapping[str, str] = field(default_factory=dict)
    depends: tuple[str, ...] = ()
    harm: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class Source:
    """Where a sentence stands: document, version, and a phrase or section to find it by."""

    key: str
    at: str
    title: str
    version: str | None = None
    url: str | None = None
    file: str | None = None

    def as_dict(self) -> dict[str, str]:
        fields = {"title": self.title, "at": self.at, "version": self.version, "url": self.url, "file": self.file}
        return {key: value for key, value in fields.items() if value is not None}


@dataclass(frozen=True, repr=False)
class Promise:
    """One provider's sentence bound to a behaviour.  Its figures read as attributes; an absent optional one is None."""

    contract: str
    version: str
    behaviour: Behaviour
    statement: str
    source: Source
    level: Level
    basis: Basis
    covers: tuple[str, ...]
    on: tuple[str, ...]
    each: Mapping[str, tuple[Any, ...]]
    figures: Mapping[str, Any]
    needs: tuple[str, ...] = ()
    harms: tuple[str, ...] = ()
    file: str = ""
    line: int = 0

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.figures:
            return self.figures[name]
        if name in self.behaviour.needs or name in self.behaviour.may:
            return None
        raise AttributeError(f"{self.behaviour.name} has no figure {name!r}")

    def __repr__(self) -> str:
        return self.behaviour.name


@dataclass(frozen=True)
class Exclusion:
    covers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, repr=False)
class Contract:
    """Everything one provider promises, and how it speaks."""

    name: str
    title: str
    version: str
    file: Path
    endpoints: Mapping[str, str]
    operations: Mapping[str, Operation]
    witnesses: Mapping[str, Witness]
    recipes: Mapping[str, Recipe]
    promises: tuple[Promise, ...]
    exclusions: tuple[Exclusion, ...] = ()
    openapi: Path | None = None
    catalogue_rows: tuple[str, ...] = ()
    catalogue_open: int | None = None

    def find(self, behaviour: str) -> list[Promise]:
        """Return the promises of this behaviour, in the order of the file."""
        return [promise for promise in self.promises if promise.behaviour.name == behaviour]

    def __repr__(self) -> str:
        return f"{self.name}@{self.version}"
