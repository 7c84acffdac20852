"""The tutorial can be followed as it stands, and its files are those of the example."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tutorial.page import SERVER, Block, Reader, read_slips, read_steps
from tests.tutorial.server import greeting
from tests.tutorial.test_example import EXAMPLE, copy_example

FILES = {
    "contract.toml": "contract.toml",
    "conformance.toml": "conformance.toml",
    "openapi.yaml": "openapi.yaml",
    ".env": ".env.example",
}
"""File of the reader -> file of the example."""


def test_page_leads_from_an_empty_folder_to_the_example(tmp_path: Path) -> None:
    """Every command says what the page shows, and the pieces of each file make the file of the example."""
    folder = tmp_path / "small"
    folder.mkdir()
    with Reader(folder) as reader:
        for block in read_steps():
            reader.follow(block)
        written = {name: reader.read(name) for name in FILES}
    assert {name: (EXAMPLE / origin).read_text("utf-8") for name, origin in FILES.items()} == written


@pytest.mark.parametrize("blocks", read_slips().values(), ids=read_slips())
def test_slip_gets_the_message_of_the_page(tmp_path: Path, blocks: list[Block]) -> None:
    """In the finished files this one change is told in these words."""
    with Reader(copy_example(tmp_path)) as reader:
        for block in blocks:
            reader.follow(block)


def test_there_are_five_slips() -> None:
    """Each heading is followed by one change and what is said of it."""
    assert [[block.word for block in blocks] for blocks in read_slips().values()] == [["diff", "console"]] * 5


def test_server_of_the_page_can_be_started() -> None:
    """The command of the page, at a port of its own, says where it listens."""
    _, *arguments = shlex.split(SERVER)
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, *arguments, "--port", "0"], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            told = process.stdout.readline().strip()
        finally:
            process.terminate()
    assert re.fullmatch(re.escape(greeting(0)).replace(":0;", r":\d+;"), told)
