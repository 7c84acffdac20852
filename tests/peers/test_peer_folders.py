"""The folders of the four servers have what `make peers` needs, and nothing of the machine that filled them."""

from __future__ import annotations

import ast
import json
import os
import re
from pathlib import Path

import pytest

from conformance.contract import built_in_contracts
from conformance.locations import suites_dir
from conformance.target import read_targets
from examples.peers.ask import PAGE, PEERS, SECRETS, Peer

VARIABLES = {"PEER_PORT": "9000", **dict.fromkeys(SECRETS, "made-up-for-a-test")}
EXACT = re.compile(r"\d+\.\d+\.\d+")

each_peer = pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.folder)


def pins(peer: Peer) -> list[str]:
    """Return the versions that the folder asks for."""
    manifest = peer.place / "package.json"
    if manifest.is_file():
        return list(json.loads(manifest.read_text(encoding="utf-8"))["dependencies"].values())
    return [line.split("==")[-1] for line in (peer.place / "requirements.txt").read_text(encoding="utf-8").splitlines()]


@each_peer
def test_target_file_has_no_fault(peer: Peer) -> None:
    """It needs no variable but those that `make peers` sets, and its hooks are there."""
    targets = read_targets(
        peer.place / "conformance.toml", environ=VARIABLES, contract_names=built_in_contracts(suites_dir())
    )
    assert {target.contract for target in targets.values()} == {"oauth2"}
    assert all(target.hooks for target in targets.values())


@each_peer
def test_versions_are_pinned(peer: Peer) -> None:
    """What is asked today is asked tomorrow."""
    assert [pin for pin in pins(peer) if not EXACT.fullmatch(pin)] == []


@each_peer
def test_start_script_can_be_started(peer: Peer) -> None:
    """It is a script of the plain shell, and may be executed."""
    script = peer.place / "start.sh"
    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert os.access(script, os.X_OK)


@each_peer
def test_hook_answers_as_the_plugin_asks(peer: Peer) -> None:
    """It has the parameters of `pytest_oauth_state`, by name."""
    tree = ast.parse((peer.place / "oauth_hooks.py").read_text(encoding="utf-8"))
    hooks = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "pytest_oauth_state"]
    assert [[argument.arg for argument in hook.args.args] for hook in hooks] == [["target", "state", "params"]]


def test_folders_hold_no_lock_file_and_no_address_of_a_registry() -> None:
    """Where packages come from is the reader's business."""
    files = [file for file in PEERS[0].place.parent.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    assert [file.name for file in files if "lock" in file.name] == []
    assert [file.name for file in files if "https://" in file.read_text(encoding="utf-8")] == []


@each_peer
def test_page_tells_of_the_pinned_version(peer: Peer) -> None:
    """A new version is asked before it is told of: make peers."""
    title = peer.title.replace("_", r"\_")
    assert f"| {title} |" in PAGE.read_text(encoding="utf-8")


def test_how_to_needs_six_lines(tmp_path: Path) -> None:
    """From an empty folder to a discovered server: the lines of the page are a target file."""
    page = Path(__file__).parents[2] / "docs" / "how-to" / "discovered-server.md"
    (lines,) = re.findall(r"^```toml\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    file = tmp_path / "conformance.toml"
    file.write_text(lines, encoding="utf-8")
    (target,) = read_targets(file, environ={"CLIENT_SECRET": "made-up-for-a-test"}).values()
    assert len(lines.splitlines()) == 6
    assert target.discover
