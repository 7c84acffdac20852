"""The tutorial as a program: files to write, changes to make, commands to run, and what each of them must say.

A fence with a file's name holds a piece of that file, `diff` a change of it, `console` commands with their output.
There an ellipsis stands for any text; how many items, requests and seconds there were may change from day to day.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.plugin.projects import environment
from tests.tutorial.server import PORT, greeting, serving

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "your-provider.md"
SLIPS = "## Five slips"
SERVER = "python -m tests.tutorial.server"
WIDTH = "110"
_FENCE = re.compile(r"^```(\w+)(?: ([\w.]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COUNTED = r"(passed|failed|warned|broken|blocked|skipped|deselected|not-testable|requests|states|lines|s\b)"
_COUNT = re.compile(rf"\b\d[\d.,]*(?= {_COUNTED})")


@dataclass(frozen=True)
class Block:
    """A fenced block: `word` is its language, `file` the file that it is a piece or a change of."""

    word: str
    file: str
    text: str

    def commands(self) -> Iterator[tuple[str, str]]:
        """Yield each command with the output that is shown below it."""
        for part in self.text.removeprefix("$ ").split("\n$ "):
            command, _, shown = part.partition("\n")
            yield command, shown


def read_blocks(text: str) -> list[Block]:
    return [Block(word, file, body) for word, file, body in _FENCE.findall(text)]


def read_steps() -> list[Block]:
    """Return the blocks of the page up to the slips."""
    return read_blocks(PAGE.read_text("utf-8").partition(SLIPS)[0])


def read_slips() -> dict[str, list[Block]]:
    """Return the blocks of each slip by its heading."""
    _, *slips = re.split(r"^### ", PAGE.read_text("utf-8").partition(SLIPS)[2], flags=re.MULTILINE)
    return {slip.partition("\n")[0]: read_blocks(slip) for slip in slips}


class Reader:
    """Does in a folder what the page says, against a provider of its own at whatever port is free."""

    def __init__(self, folder: Path, broken: str = "") -> None:
        self.folder = folder
        self._server = ExitStack()
        self.port = self._server.enter_context(serving(broken))

    def __enter__(self) -> Reader:
        target = self.folder / "conformance.toml"
        if target.exists():
            self.write(target.name, target.read_text("utf-8"))
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def follow(self, block: Block) -> None:
        """Write, change or run; a command that says something else than the page is an AssertionError."""
        if block.word == "console":
            for command, shown in block.commands():
                assert_same(shown, self._serve(command) if command.startswith(SERVER) else self.run(command))
        elif block.word == "diff":
            self._change(block.file, block.text.splitlines())
        else:
            self.write(block.file, self.read(block.file) + block.text)

    def read(self, name: str) -> str:
        """Return the file as the page shows it; empty if it is not there yet."""
        file = self.folder / name
        return self._with_port(file.read_text("utf-8"), self.port, PORT) if file.exists() else ""

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(self._with_port(text, PORT, self.port), encoding="utf-8")

    def run(self, command: str) -> str:
        """Run the command of this environment and return what it printed."""
        program, *arguments = shlex.split(command)
        return self.call(program, *arguments).stdout

    def call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run(
            [Path(sys.executable).with_name(program), *arguments],
            cwd=self.folder,
            env=environment(COLUMNS=WIDTH),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert not ended.stderr, ended.stderr
        ended.stdout = self._with_port(ended.stdout, self.port, PORT)
        return ended

    def _serve(self, command: str) -> str:
        """Start the provider anew at the same port, broken in the way that the command names."""
        _, _, broken = command.partition("--broken ")
        self._server.close()
        self._server.enter_context(serving(broken, port=self.port))
        return greeting(PORT)

    def _change(self, name: str, lines: list[str]) -> None:
        before, after = ("".join(f"{line[1:]}\n" for line in lines if line[0] in sign) for sign in (" -", " +"))
        text = self.read(name)
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {name}"
        self.write(name, text.replace(before, after))

    @staticmethod
    def _with_port(text: str, old: int, new: int) -> str:
        return text.replace(f"127.0.0.1:{old}", f"127.0.0.1:{new}")


def assert_same(shown: str, printed: str) -> None:
    """Compare what the page shows with what was printed, but for counts and the width of columns."""
    pattern = ".*".join(re.escape(piece) for piece in _flat(shown).split("…"))
    assert re.fullmatch(pattern, _flat(printed), re.DOTALL), f"the page shows\n{shown}\nprinted was\n{printed}"


def _flat(text: str) -> str:
    lines = (re.sub(" +", " ", _COUNT.sub("N", line)).strip() for line in text.strip().splitlines())
    return "\n".join(lines)
