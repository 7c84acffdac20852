"""Recordings answer in place of the target: no socket, no credential, no draw, and the time is the recording's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.contract.names import NEWEST
from conformance.locations import shown_path
from conformance.outcomes import Blocked, Broken, Interruption, Lost, NotTestable, Skipped
from conformance.run.live import Folder, Live, Values
from conformance.states import TIME, States, as_json, wrapped
from conformance.terms import Exchange, Json, Pair, Request, Response
from conformance.wire import Wire
from conformance.wire.births import births
from conformance.wire.cassette import Unusable, from_text
from conformance.wire.player import PLAYER, Player, PlayingWire, playing

if TYPE_CHECKING:
    from conformance.run.item import Item, Result
    from conformance.run.session import TargetSession

_ENDINGS: Mapping[str, type[Interruption]] = {
    each.__name__: each for each in (NotTestable, Broken, Lost, Blocked, Skipped)
}
_JSON = (Pair("Content-Type", ("application/json",)),)
_RECORDED = re.compile(r'^  recorded: "(\d{4}-\d\d-\d\d)"$', re.MULTILINE)
_FOUND = 200


class Damaged(Broken):
    """A recording cannot be read; each one is told, because each is to be made again."""

    @property
    def cause(self) -> str:
        return self.reason


class Replay(Live):
    """Answers for one target from its recordings."""

    is_replay = True

    def __init__(self, folder: Folder) -> None:
        super().__init__()
        self._folder = folder
        self._states: PlayingStates

    def wire(self, make: Callable[[], Wire]) -> Any:
        return PlayingWire()

    def states(self, states: States) -> States:
        self._states = PlayingStates(*(getattr(states, each.name) for each in fields(states) if each.init))
        return self._states

    def say(self, target: str) -> str | None:
        """Tell how old the recordings are, the oldest of them."""
        folder = self._folder.path / target
        oldest = oldest_in(folder)
        if oldest is None:
            return f"judging the recordings in {shown_path(folder)}: there are none"
        age = (date.today() - oldest).days
        return f"judging the recordings in {shown_path(folder)}, the oldest of {oldest} ({age} days ago)"

    @contextmanager
    def around(self, item: Item) -> Iterator[Callable[[Result], Result]]:
        token = PLAYER.set(None)
        try:
            yield lambda result: result
        finally:
            PLAYER.reset(token)

    def open(self, item: Item) -> None:
        """Open the recording of the item; stop if it is none that can be judged."""
        file = self._folder.file(item)
        if not file.is_file():
            raise NotTestable("this item was never recorded: record again", remedy=self._folder.command)
        try:
            player = self._player(file, item)
            self._check_contract(player, item.session)
            self._check_age(player)
        except Unusable as wrong:
            reason = f"{self._shown(file)} cannot be used: {wrong}; record again"
            raise Damaged(reason, remedy=self._folder.command) from None
        PLAYER.set(player)

    def _player(self, file: Path, item: Item) -> Player:
        found = _read(file)
        try:
            player = Player(found, self._folder.command)
            block = player.block
            recorded = block["item"].partition("/")[2]
            _ = (block["contract"]["name"], block["contract"]["version"], block["target"]["is"])
            date.fromisoformat(block["recorded"])
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as wrong:
            raise Unusable(f"its content is not what was expected ({wrong!r})") from None
        if recorded != item.id.partition("/")[2]:
            raise Unusable(f"it is the recording of another item, {recorded}")
        return player

    def _check_contract(self, player: Player, session: TargetSession) -> None:
        """Stop if another contract or version was recorded; one that is called by its folder may have moved."""
        recorded, wanted = player.block["contract"], session.contract
        may_have_moved = Path(session.target.contract).name == NEWEST
        if recorded["version"] != wanted.version or (recorded["name"] != wanted.name and not may_have_moved):
            raise NotTestable(
                f"recorded for {recorded['name']} {recorded['version']}, and the contract is {wanted.name} "
                f"{wanted.version}: record again",
                remedy=self._folder.command,
            )

    def _check_age(self, player: Player) -> None:
        recorded, max_age = date.fromisoformat(player.block["recorded"]), self._folder.max_age
        if max_age is not None and date.today() - recorded > max_age:
            raise Broken(
                f"recorded on {recorded}, more than {max_age.days} days ago (--oauth-cassettes-max-age): record again",
                remedy=self._folder.command,
            )

    def _shown(self, file: Path) -> str:
        return shown_path(file)

    # ------------------------------------------------------------------ what a scenario learns

    def begin(self, drawn: Values) -> None:
        playing().begin()

    def examples(self, item: Item) -> Sequence[Values] | None:
        return playing().examples

    def make(
        self, state: str, params: Values, find: Callable[[], Values], recipe: Callable[[], Values | None]
    ) -> Values:
        """Return the recorded values; a recipe is followed again, and the recording answers its calls."""
        found = playing().state(state, params)
        if "raised" in found:
            self._states.hear(state, params, found)
            ended, reason, remedy = found["raised"]
            raise _ENDINGS.get(ended, Broken)(reason, remedy=remedy)
        if found.get("recipe"):
            made = recipe()
            if made is None:
                raise playing().miss(f"how the contract makes the state {state!r}")
            return {name: wrapped(name, value) for name, value in made.items()}
        self._states.hear(state, params, found)
        return {name: wrapped(name, value) for name, value in found["values"].items()}

    def once(self, question: str, find: Callable[[], Any]) -> Any:
        return playing().told(question)

    def prepare(self, check: Callable[[], None]) -> None:
        """Check nothing: the target is not there."""

    def endpoints(self, find: Callable[[], Values]) -> Values:
        """Return what the metadata said when the target was recorded, as any of its recordings has it."""
        for file in sorted(self._folder.path.rglob("*.yaml")):
            with suppress(Unusable):
                endpoints: Values = _read(file)["conformance"].get("endpoints", {})
                return endpoints
        return {}

    def told_by(self, reason: Broken, find: Callable[[], str | None]) -> str | None:
        """Return who told it when it was recorded, in whatever order it is told now."""
        block = player.block if (player := PLAYER.get()) else {}
        return block.get("told_by") if "told_by" in block or block.get("verdict") == "broken" else find()

    def now(self, find: Callable[[], float]) -> float:
        return float(playing().time(None)["values"]["now"])

    def wait(self, wait: Callable[[], bool]) -> bool:
        return False

    def monotonic(self) -> float:
        return playing().clock()

    def sleep(self, seconds: float) -> None:
        playing().passed += seconds


class PlayingStates(States):
    """States that are recorded; what was said to the states endpoint is told as it was."""

    @property
    def can_ask(self) -> bool:
        return bool(playing().block["target"].get("tells_time"))

    def is_given(self, state: str, values: Values) -> bool:
        return playing().is_given(state, values)

    def pass_time(self, seconds: float) -> Values | None:
        found = playing().time(seconds)
        self.hear(TIME, {"seconds": seconds}, found)
        values: Values | None = found.get("values")
        return values

    def hear(self, state: str, params: Values, found: Values) -> None:
        """Tell what was said to the states endpoint, if it was asked."""
        if "asked" not in found:
            return
        status, values = found["asked"], found.get("values", {})
        body = json.dumps(values).encode() if status == _FOUND else b""
        response = Response(status, (("Content-Type", "application/json"),) if body else (), body)
        message = {"state": state, "params": dict(params), "action": "setup"}
        request = Request("POST", (self.url or "",), headers=_JSON, body=Json(as_json(message)))
        self._memory.requests += 1
        self._memory.heard.append(Exchange(request, response, "state", state, births(response)))
        if status == _FOUND and state != TIME:
            self._memory.made.append((state, params))

    def tear_down(self) -> None:
        """Count what was said to the states endpoint when it was told that a state is no longer needed."""
        made, self._memory.made = self._memory.made, []
        self._memory.requests += len(made)
        self._memory.heard.clear()


def oldest_in(folder: Path) -> date | None:
    """Return the day of the oldest recording in a folder; None if there is none."""
    return min((day for file in folder.rglob("*.yaml") if (day := _recorded_on(file))), default=None)


def _recorded_on(file: Path) -> date | None:
    with suppress(OSError, ValueError), file.open(encoding="utf-8", errors="replace") as opened:
        found = _RECORDED.search(opened.read(1000))
        return date.fromisoformat(found[1]) if found else None
    return None


def _read(file: Path) -> dict[str, Any]:
    try:
        return from_text(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise Unusable("it is no text in UTF-8") from None
    except OSError as error:
        raise Unusable(f"it cannot be read ({error.strerror or type(error).__name__})") from None
