"""What can be compared: a run that is over, recordings, or a target that is asked now.

Recordings are judged by today's rules, so that what changed is the server.  A target is asked what the other side's
recordings drew, and is recorded.  Either is a run in a process of its own, the same that `run` makes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.locations import shown_path, suites_dir
from conformance.options import CONFIGURATION, SETTINGS
from conformance.outcomes import ConfigurationError

if TYPE_CHECKING:
    from conformance.report.past_run import PastRun

WHERE = "diff"
"""Below the folder of the reports."""
CASSETTES = "cassettes"
AT_ONCE = 2
_TROUBLE_SHOWN = 5
_ENDED_WITH_VERDICTS = (0, 1)


@dataclass(frozen=True)
class Side:
    """A run, and where what was said in it is recorded, by target; empty if only its verdicts are known."""

    run: PastRun
    recordings: Mapping[str, Path] = field(default_factory=dict)


def find_sides(options: argparse.Namespace) -> tuple[Side, Side]:
    """Return both sides of a comparison; what has to be run for them is run at the same time."""
    known = _Targets(options)
    left, right = known.find(options.before), known.find(options.after)
    left, right = _paired(left, right), _paired(right, left)
    reports = Path(options.report_dir or "reports") / WHERE
    plans = [_plan(known, left, right, reports / "a"), _plan(known, right, left, reports / "b")]
    if any(plans):
        _make_room(reports, left, right)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [[pool.submit(_run, each) for each in plan] for plan in plans]
        first, second = ([each.result() for each in side] for side in runs)
    return _side(left, first, reports / "a"), _side(right, second, reports / "b")


# ---------------------------------------------------------------------- what a word of the command line means


@dataclass(frozen=True)
class _Named:
    """What was named: recordings by target, a target to be asked, or a run that is over."""

    word: str
    recordings: Mapping[str, Path] = field(default_factory=dict)
    live: str | None = None
    run: PastRun | None = None


class _Targets:
    """Who can be asked: the targets of the target file or of the options, and the embedded servers."""

    def __init__(self, options: argparse.Namespace) -> None:
        from conformance.contract import built_in_contracts
        from conformance.reference import CONTRACTS

        self._options = options
        self._configured = self._named_by_user()
        names = [name for name in built_in_contracts(suites_dir()) if name.partition("@")[0] in CONTRACTS]
        self._embedded = {name.replace("@", "-"): name for name in names}

    def _named_by_user(self) -> Sequence[str]:
        from conformance.document import Document
        from conformance.target import target_name

        if self._options.contract:
            return [target_name(self._options.contract)]
        file = Path(self._options.config or CONFIGURATION)
        return list(Document.from_file(file).data.get("targets", {})) if self._options.config or file.is_file() else []

    def find(self, word: str) -> _Named:
        """Return what a word of the command line names; a path that is there comes first."""
        from conformance.report.past_run import read_past_run

        path = Path(word)
        if recordings := _recordings(path):
            return _Named(word, recordings)
        name = word.replace("@", "-")
        if path.exists() or (name not in self._configured and name not in self._embedded):
            if not path.exists() and len(path.parts) == 1 and not path.suffix:
                raise ConfigurationError(
                    f"{word}: expected a verdict file, a folder of recordings or the name of a target, found none of "
                    f"these; targets: {', '.join([*self._configured, *self._embedded])}"
                )
            return _Named(word, run=read_past_run(path))
        return _Named(word, live=name)

    def choose(self, name: str, *, is_live: bool) -> list[str]:
        """Return the options of a run at this target."""
        options = self._options
        if name in self._configured:
            told = {"config": options.config, "contract": options.contract, "base-url": options.base_url}
            told["target"] = None if options.contract else name
            told["states-url"] = options.states_url if is_live else None
        elif name in self._embedded:
            told = {"contract": self._embedded[name]}
        else:
            raise ConfigurationError(
                f"recordings of {name!r}: expected a target of this name, found none; "
                f"write [targets.{name}] in {CONFIGURATION}, or give --oauth-contract and --oauth-base-url"
            )
        told["fault"] = options.fault if is_live else None
        return [f"--oauth-{setting}={value}" for setting, value in told.items() if value]


def _recordings(path: Path) -> dict[str, Path]:
    """Return folders of recordings by target: those in this folder, or the folder itself if it is a target's."""
    if not path.is_dir() or (path / "verdicts.jsonl").is_file():
        return {}
    if any(path.glob("*/*.yaml")):
        return {path.resolve().name: path}
    return {each.name: each for each in sorted(path.iterdir()) if each.is_dir() and any(each.glob("*/*.yaml"))}


def _paired(mine: _Named, other: _Named) -> _Named:
    """Leave of several recordings only that of the target which the other side asks."""
    if other.live is None or len(mine.recordings) < 2:
        return mine
    if other.live not in mine.recordings:
        found = ", ".join(mine.recordings)
        raise ConfigurationError(f"{mine.word}: holds recordings of {found}; name the folder of one of them")
    return _Named(mine.word, {other.live: mine.recordings[other.live]})


# ---------------------------------------------------------------------- the runs


def _make_room(reports: Path, *sides: _Named) -> None:
    """Remove what an earlier comparison left."""
    for side in sides:
        if Path(side.word).resolve().is_relative_to(reports.resolve()):
            raise ConfigurationError(
                f"{side.word}: lies where the comparison is written; give another --oauth-report-dir"
            )
    shutil.rmtree(reports, ignore_errors=True)


@dataclass(frozen=True)
class _Run:
    """A run to be made.  name: what it is, for people."""

    name: str
    options: Sequence[str]
    reports: Path


def _plan(known: _Targets, mine: _Named, other: _Named, reports: Path) -> Sequence[_Run]:
    """Return what has to be run to know how this side is judged; nothing if a verdict file says it."""
    from conformance.run.replay import oldest_in

    if mine.live is None:
        return [
            _Run(
                f"recordings in {shown_path(folder)}, the oldest of {oldest_in(folder)}",
                [
                    *known.choose(name, is_live=False),
                    "--oauth-cassettes=replay",
                    f"--oauth-cassette-dir={folder.resolve().parent}",
                ],
                reports / name,
            )
            for name, folder in mine.recordings.items()
        ]
    given = ["--oauth-cassettes=record", f"--oauth-cassette-dir={reports / CASSETTES}"]
    given += [f"--oauth-draws={draws}" for draws in other.recordings.values()]
    return [_Run(f"{mine.live}, asked now", [*known.choose(mine.live, is_live=True), *given], reports)]


def _side(mine: _Named, runs: Sequence[PastRun], reports: Path) -> Side:
    from conformance.report.past_run import merged

    if mine.run is not None:
        return Side(mine.run)
    recordings = {mine.live: reports / CASSETTES / mine.live} if mine.live else mine.recordings
    return Side(merged("; ".join(run.name for run in runs), runs), recordings)


def _run(run: _Run) -> PastRun:
    """Run the shipped suites and return what was judged; what is wrong with the whole run goes to standard error."""
    from conformance.report.past_run import read_past_run

    sys.stderr.write(f"running: {run.name}\n")
    quiet = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", f"--oauth-report-dir={run.reports}"]
    command = [sys.executable, "-m", "conformance.cli", "run", *quiet, *run.options]
    ended = subprocess.run(command, env=_environment(), check=False, capture_output=True, text=True)
    lines = [line for text in (ended.stdout, ended.stderr) for line in text.splitlines() if line.strip()]
    if ended.returncode not in _ENDED_WITH_VERDICTS:
        trouble = "\n".join(f"  {line}" for line in lines[-_TROUBLE_SHOWN:])
        raise ConfigurationError(f"{run.name}: the run ended with exit code {ended.returncode}:\n{trouble}")
    for line in lines:
        if line.startswith("ERROR "):
            sys.stderr.write(f"{run.name}: {line}\n")
    return read_past_run(run.reports, name=run.name)


def _environment() -> dict[str, str]:
    """Leave out the variables of other runs' options."""
    settings = {setting.variable for setting in SETTINGS}
    return {name: value for name, value in os.environ.items() if name not in settings}
