"""From scenarios and promises to items, and from items to verdicts: what happens in a process that runs tests.

`server`, `promise`, `operation` and the keys of `each` are parametrised arguments; what a scenario draws is not seen by
pytest.  The run is opened when the first scenario is collected, never before.
"""

from __future__ import annotations

import inspect
import os
import shlex
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.locations import shown_path, suite_ini
from conformance.outcomes import ConfigurationError
from conformance.scenario import Scenario, scenario_of

if TYPE_CHECKING:
    from conformance.contract.model import Promise
    from conformance.options import Options
    from conformance.plugin.waiting import Waiting
    from conformance.run.item import Item, Result
    from conformance.run.selection import Case, Selection
    from conformance.run.session import TargetSession


NOT_TO_RECORD = frozenset({"target", "cassettes", "draws", "report-dir", "fail-on", "strict", "require-target"})
"""Options that the command which records an item again sets itself, or does without."""


class Items:
    """Opens the run, makes its items and runs them."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.error: ConfigurationError | None = None
        self.options: Options | None = None
        self.selection: Selection | None = None
        self._cases: dict[str, tuple[TargetSession, Scenario, Case]] = {}
        self._places: dict[str, str] = {}
        self._running: Result | None = None
        self._waiting: Waiting | None = None
        self._behaviours: frozenset[str] = frozenset()

    # ------------------------------------------------------------------ opening

    @property
    def is_worker(self) -> bool:
        return hasattr(self.config, "workerinput")

    @property
    def runs_nothing(self) -> bool:
        """True if pytest only shows what it would do."""
        option = self.config.option
        return any(getattr(option, name, False) for name in ("collectonly", "setupplan", "showfixtures"))

    def open(self) -> Selection | None:
        """Open the run once; None if the configuration is wrong, which is kept for the one message about it."""
        if self.selection is None and self.error is None:
            try:
                self._open()
            except ConfigurationError as error:
                self.error = error
        return self.selection

    def _open(self) -> None:
        from conformance.options import read_options
        from conformance.run.selection import select

        places = (self.config.invocation_params.dir, self.config.rootpath)
        if self.config.inipath == suite_ini():
            places = (places[0], project_of(places[0]))  # our own rootdir is no project of the user's
        command = " ".join([self.command, *self._given_places(), *self.given_options(NOT_TO_RECORD)])
        self.options = read_options(self._option, self._ini, os.environ, places[1], command=command)
        workers = int(getattr(self.config, "workerinput", {}).get("workercount", 1))
        self.selection = select(self.options, places, os.environ, self._make_state, workers)
        self._start_reports(self.options)

    @property
    def command(self) -> str:
        """How this run was started."""
        return "oauth-conformance run" if self.config.inipath == suite_ini() else "pytest"

    def _option(self, name: str) -> Any:
        return self.config.getoption(name, None)

    def _ini(self, name: str) -> Any:
        return self.config.getini(name) or None

    def given_options(self, without: frozenset[str] = frozenset()) -> list[str]:
        """Return our options as they were given, to be given again, except those of these names."""
        from conformance.options import SETTINGS

        given = [(setting, self._option(setting.ini)) for setting in SETTINGS if setting.name not in without]
        words = [
            setting.option if setting.kind == "flag" else f"{setting.option}={value}"
            for setting, values in given
            for value in (values if isinstance(values, list) else [values])
            if value
        ]
        return [shlex.quote(word) for word in words]

    def _given_places(self) -> list[str]:
        """Return what pytest was told to collect, and by which ini file, to be told again."""
        option, is_ours = self.config.option, self.config.inipath == suite_ini()
        given = [] if is_ours else [("-c", option.inifilename), ("--rootdir", option.rootdir)]
        words = [word for name, value in given if value for word in (name, str(value))]
        return [shlex.quote(word) for word in (*words, *self._asked_for())]

    def _asked_for(self) -> list[str]:
        """Return the files and node ids that were named; the suites as a whole are named by the command."""
        from conformance.locations import suites_dir

        asked = getattr(self.config.option, "file_or_dir", None) or []
        return [word.removeprefix(f"{suites_dir()}{os.sep}") for word in asked if word != str(suites_dir())]

    def _make_state(self, target: str, state: str, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
        made: Mapping[str, Any] | None = self.config.hook.pytest_oauth_state(target=target, state=state, params=params)
        return made

    def _start_reports(self, options: Options) -> None:
        if self.runs_nothing:
            return
        from conformance.report import allure

        allure.start(self.config, options.report_dir / "allure-results")

    # ------------------------------------------------------------------ collection

    def pytest_pycollect_makeitem(self, name: str, obj: object) -> list[pytest.Item] | None:
        """Collect nothing of a scenario that no selected target promises anything of."""
        scenario = scenario_of(obj) if inspect.isfunction(obj) else None
        if scenario is None:
            return None
        selection = self.open()
        if selection is not None:
            self._check_names(scenario, obj)
        return None if selection and selection.promises(scenario.behaviours) else []

    def _check_names(self, scenario: Scenario, function: Any) -> None:
        """Keep a behaviour that is not in the list as the one message about it; it would never be promised."""
        from conformance.contract import read_behaviours
        from conformance.document import nearest
        from conformance.locations import suites_dir

        self._behaviours = self._behaviours or frozenset(read_behaviours(suites_dir()))
        self._refuse(
            f"{_place(function)}: unknown behaviour '{name}'; {nearest(name, self._behaviours)}"
            for name in scenario.behaviours
            if name not in self._behaviours
        )

    def _refuse(self, faults: Iterable[str]) -> None:
        told = self.error.faults if self.error else ()
        if found := [fault for fault in faults if fault not in told]:
            self.error = ConfigurationError(*told, *found)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        scenario = scenario_of(metafunc.function)
        if scenario is None or self.selection is None:
            return
        from conformance.run.selection import cases
        from conformance.run.server import Server

        if any(metafunc.definition.iter_markers("parametrize")):
            place = _place(metafunc.function)
            self._refuse([f"{place}: a scenario is parametrised by its promises; give the values under `each`"])
            return
        rows: dict[str, dict[str, Any]] = {}
        for session in self.selection.sessions:
            for case in cases(scenario, session):
                identity = f"{session.target.name}:{case.promise.behaviour.name}:{case.word}"
                self._remember(metafunc.function, identity, session, scenario, case)
                actor = Server(session, case.promise)
                rows[identity] = {"server": actor, "promise": case.promise, "operation": case.operation, **case.values}
        known = {name for row in rows.values() for name in row}
        taken = [name for name in inspect.signature(metafunc.function).parameters if name in known]
        metafunc.parametrize(taken, [[row.get(name) for name in taken] for row in rows.values()], ids=list(rows))

    def _remember(
        self, function: Callable[..., None], identity: str, session: TargetSession, scenario: Scenario, case: Case
    ) -> None:
        key = f"{function.__name__}[{identity}]"
        place = _place(function)
        if key in self._cases:
            other = self._cases[key][2].promise
            self._equal(key, place, self._places[key], case.promise, other)
        self._cases[key], self._places[key] = (session, scenario, case), place

    def _equal(self, key: str, place: str, other_place: str, promise: Promise, other: Promise) -> None:
        """Keep one fault for each pair of functions, or of promises, that make equal items."""
        if place != other_place:
            name = key.partition("[")[0]
            fault = f"{place}: a scenario {name} stands at {other_place} already, for the same promises; rename one"
        else:
            fault = (
                f"{shown_path(Path(promise.file))}:{promise.line}: the item {key} is also that of "
                f"{shown_path(Path(other.file))}:{other.line}; give one of them other operations or values"
            )
        earlier = self.error.faults if self.error else ()
        self.error = ConfigurationError(*dict.fromkeys((*earlier, fault)))

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Tell what is wrong with the configuration even where pytest misses the item that it was asked for."""
        try:
            return (yield)
        except pytest.UsageError:
            self._raise_error()
            raise

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.error is not None:
            items.clear()
        self._raise_error()
        items.sort(key=self._is_alone)

    def _raise_error(self) -> None:
        """Raise the one message about the configuration, if it is wrong; a worker hands it over."""
        if self.error is None:
            return
        if not self.is_worker:
            raise pytest.UsageError(message_of(self.error.faults)) from None
        self.config.workeroutput["oauth_error"] = list(self.error.faults)  # type: ignore[attr-defined]

    def _is_alone(self, item: pytest.Item) -> bool:
        known = self._cases.get(item.name)
        return known is not None and known[1].alone

    # ------------------------------------------------------------------ running

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> None:
        """Start the items that wait; which of them a worker will run is not known before it does."""
        if self.selection is None or self.is_worker or self.runs_nothing or self.options is None:
            return
        asked = [s for s in self.selection.sessions if not s.embedded and not s.cassettes.is_replay]
        if any(session.target.limits.max_wait > 0 for session in asked):
            from conformance.plugin.waiting import Waiting

            known = [each for each in session.items if isinstance(each, pytest.Function) and each.name in self._cases]
            self._waiting = Waiting(self.options.examples)
            self._waiting.start([(each, self._item(each)) for each in known])

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        if pyfuncitem.name not in self._cases or scenario_of(pyfuncitem.obj) is None:
            return None
        from conformance.plugin import telling

        item = self._item(pyfuncitem)
        waited = self._waiting.result_of(pyfuncitem.nodeid) if self._waiting else None
        self._running = telling.with_evidence(waited or self._run(pyfuncitem, item), item)
        telling.attach(self._running)
        telling.raise_result(self._running)
        return True

    def _run(self, function: pytest.Function, item: Item) -> Result:
        from conformance.plugin.offline import refusing_connections
        from conformance.run.item import run

        assert self.options is not None
        wanted = inspect.signature(function.obj).parameters
        arguments = {name: value for name, value in function.funcargs.items() if name in wanted}
        with refusing_connections() if item.session.cassettes.is_replay else nullcontext():
            try:
                return run(item, function.obj, arguments, self.options.examples(item.session.target.kind))
            except KeyboardInterrupt:
                raise KeyboardInterrupt from None  # where it came from, --full-trace would show what was being sent

    def _item(self, function: pytest.Function) -> Item:
        from conformance.run.item import Item
        from conformance.run.selection import slug

        session, scenario, case = self._cases[function.name]
        name = slug(function.originalname.removeprefix("test_"))
        return Item(session, case.promise, scenario, name, case.operation, case.values, case.word, function.nodeid)

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if item.name in self._cases:
            from conformance.plugin import telling

            result = self._running if call.when == "call" else None
            telling.tell(report, result, call.excinfo, item.path)
            self._running = None if call.when == "call" else self._running
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        """End what is open even where another plugin's hook fails; a worker has handed over its secrets by then."""
        self._hand_over()
        try:
            return (yield)
        finally:
            self.close()

    def _hand_over(self) -> None:
        if self.selection is None or not self.is_worker or self.only_replays:
            return
        from conformance.secrets import hand_over

        self.config.workeroutput["oauth_secrets"] = hand_over()  # type: ignore[attr-defined]

    @property
    def only_replays(self) -> bool:
        """True if nobody is asked: a replay knows pseudonyms only."""
        return self.selection is not None and all(each.cassettes.is_replay for each in self.selection.sessions)

    def close(self) -> None:
        """End the waits, and give back the connections."""
        for session in self.selection.sessions if self.selection else ():
            session.close()
        if self._waiting:
            self._waiting.close()


def _place(function: Callable[..., None]) -> str:
    code = function.__code__
    return f"{shown_path(Path(code.co_filename))}:{code.co_firstlineno}"


def project_of(folder: Path) -> Path:
    """Return the nearest folder from here upwards that looks like the root of a project; else this one."""
    marks = ("pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini", ".git")
    found = (place for place in (folder, *folder.parents) if any((place / mark).exists() for mark in marks))
    return next(found, folder)


def message_of(faults: Sequence[str]) -> str:
    """Return the one message about a faulty configuration."""
    return "oauth-conformance: " + "\n       ".join(faults)
