"""The target is asked, and what it says is written down: one file for each item, when the item has ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance import __version__
from conformance.locations import shown_path
from conformance.outcomes import Broken, Interruption
from conformance.run.live import Folder, Live, Values
from conformance.secrets import leaks
from conformance.states import States
from conformance.target import OFFLINE_URL
from conformance.terms import Response
from conformance.wire import Wire
from conformance.wire.cassette import Unusable, as_text, dated, from_text, sweep, write
from conformance.wire.pseudonyms import Pseudonyms
from conformance.wire.recording import Recording
from conformance.wire.tape import TAPE, Made, Tape, TapingWire, Timed, Told, taped
from conformance.wire.unchanged import says_the_same

if TYPE_CHECKING:
    from conformance.run.item import Item, Result
    from conformance.run.session import TargetSession

RENEWED_AFTER = timedelta(days=30)
"""A recording that says the same as before keeps its date for so long; then nothing but the date is written anew."""


class Recorder(Live):
    """Records the items of one target.

    refresh: makes an embedded server of this project anew, so that each item finds the same one, at the same time.
    """

    def __init__(self, folder: Folder, *, refresh: Callable[[], None] | None = None, drawn: Path | None = None) -> None:
        super().__init__(drawn)
        self._folder = folder
        self._refresh = refresh
        self._states: States
        sweep(folder.path)

    def wire(self, make: Callable[[], Wire]) -> Any:
        return TapingWire(make())

    def states(self, states: States) -> States:
        self._states = TapingStates(*(getattr(states, each.name) for each in fields(states) if each.init))
        return self._states

    def say(self, target: str) -> str | None:
        return f"recording into {shown_path(self._folder.path / target)}"

    @contextmanager
    def around(self, item: Item) -> Iterator[Callable[[Result], Result]]:
        if self._refresh:
            self._refresh()
        tape = Tape()
        with taped(tape):
            yield lambda result: self._written(item, tape, result)

    def begin(self, drawn: Values) -> None:
        if tape := TAPE.get():
            tape.begin(drawn)

    def deviated(self) -> None:
        if (tape := TAPE.get()) and tape.takes:
            tape.takes[-1].deviated = True

    def make(
        self, state: str, params: Values, find: Callable[[], Values], recipe: Callable[[], Values | None]
    ) -> Values:
        tape = TAPE.get()
        if tape is None:
            return find()
        tape.posted, tape.by_recipe = None, False
        try:
            values = find()
        except Interruption as raised:
            ended = (type(raised).__name__, raised.reason, raised.remedy)
            tape.add(Made(state, params, {}, tape.posted, raised=ended))
            raise
        given = self._states.is_given(state, values)
        tape.add(Made(state, params, values, tape.posted, by_recipe=tape.by_recipe, given=given))
        return values

    def made_by_recipe(self) -> None:
        if tape := TAPE.get():
            tape.by_recipe = True

    def once(self, question: str, find: Callable[[], Any]) -> Any:
        tape = TAPE.get()
        with taped(None):
            found = find()
        if tape is not None:
            tape.add(Told(question, found))
        return found

    def prepare(self, check: Callable[[], None]) -> None:
        with taped(None):
            check()

    def endpoints(self, find: Callable[[], Values]) -> Values:
        with taped(None):
            return find()

    def told_by(self, reason: Broken, find: Callable[[], str | None]) -> str | None:
        found = find()
        if tape := TAPE.get():
            tape.told_by = found
        return found

    def now(self, find: Callable[[], float]) -> float:
        found = find()
        if tape := TAPE.get():
            tape.add(Timed(None, {"now": found}))
        return found

    def monotonic(self) -> float:
        """Return what a replay will: the clock's reading, or at a server of this project how long was slept."""
        tape = TAPE.get()
        if tape is None:
            return super().monotonic()
        return tape.slept if self._refresh else tape.read_clock()

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        if tape := TAPE.get():
            tape.slept += seconds

    # ------------------------------------------------------------------ the file

    def _written(self, item: Item, tape: Tape, result: Result) -> Result:
        """Write the recording of an item that asked for anything."""
        if not tape.takes:
            return result
        text = self._text(item, tape, result)
        if found := leaks(text):
            reason = f"the recording would have held {', '.join(found)}, and was not written"
            verdict = replace(result.verdict, outcome="broken", expected=None, observed=reason, known=None)
            return replace(result, verdict=verdict, raised=Broken(reason))
        self._write(self._folder.file(item), text)
        return result

    def _write(self, file: Path, text: str) -> None:
        """Write the recording, unless the file says the same already: an old one gets a new date then."""
        if (recorded := _recorded_alike(file, text)) is None:
            write(file, text)
        elif date.today() - recorded >= min(RENEWED_AFTER, self._folder.max_age or RENEWED_AFTER):
            write(file, dated(file.read_text(encoding="utf-8"), date.today().isoformat()))

    @staticmethod
    def _text(item: Item, tape: Tape, result: Result) -> str:
        session = item.session
        base_url = session.target.base_url
        pseudonyms = Pseudonyms(item.id, base_url, base_url if session.embedded else OFFLINE_URL)
        recording = Recording(pseudonyms, is_timed=not session.embedded).hear(tape)
        block = {
            "item": item.id,
            "contract": {"name": session.contract.name, "version": session.contract.version},
            "package": __version__,
            "recorded": date.today().isoformat(),
            "target": {"kind": session.target.kind, "is": _who(session), "tells_time": session.states.can_ask},
            "verdict": result.verdict.outcome,
            **({"told_by": tape.told_by} if tape.told_by else {}),
            **({"endpoints": _endpoints(session, pseudonyms)} if session.target.discover else {}),
            "examples": recording.examples,
            **({"lost": recording.lost} if recording.lost else {}),
        }
        return as_text(block, recording.interactions, f"What was said by {_who(session)}; every secret is replaced.")


class TapingStates(States):
    """States whose answers are heard by the tape in use."""

    def pass_time(self, seconds: float) -> Values | None:
        tape = TAPE.get()
        if tape is None:
            return super().pass_time(seconds)
        tape.posted = None
        values = super().pass_time(seconds)
        tape.add(Timed(seconds, values, tape.posted))
        return values

    def _post(self, message: Mapping[str, Any]) -> Response:
        with taped(None):
            response = super()._post(message)
        if tape := TAPE.get():
            tape.posted = response.status
        return response


def _recorded_alike(file: Path, text: str) -> date | None:
    """Return when the same as in the text was recorded in this file; None if it was not."""
    with suppress(OSError, Unusable, AttributeError, KeyError, TypeError, ValueError):
        written = file.read_text(encoding="utf-8")
        before = from_text(written)
        if says_the_same(before, from_text(text)) and not leaks(written):
            return date.fromisoformat(before["conformance"]["recorded"])
    return None


def _who(session: TargetSession) -> str:
    """Say who was recorded."""
    if not session.embedded:
        return f"the target {session.target.name}"
    fault = f" with the fault {session.fault}" if session.fault else ""
    return f"the reference server of this project for {session.contract.name}{fault}, not by the provider"


def _endpoints(session: TargetSession, pseudonyms: Pseudonyms) -> Values:
    there = session.binding.endpoints
    return {name: pseudonyms.text(there[name]) if name in there else False for name in session.contract.endpoints}
