"""`make peers` starts, judges and stops servers, whatever they do: tried on servers that are a line of shell."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from examples.peers import ask
from examples.peers.ask import FailedError, Peer, UnavailableError, free_port, running, wait_until_it_listens

TARGET = """
[targets.stub]
contract      = "oauth2"
base_url      = "http://127.0.0.1:${PEER_PORT}"
client_id     = "peer-client"
client_secret = "${PEER_SECRET}"
"""
LISTENS = 'exec "$PYTHON" -m http.server --bind 127.0.0.1 "$PORT"'
UNAVAILABLE = "echo stub needs a program >&2; exit 69"
FAILS = "echo no such option >&2; exit 2"

MakePeer = Callable[[str], Peer]


@pytest.fixture
def make_peer(tmp_path: Path) -> MakePeer:
    """Return a function from what the start script does to the server."""

    def make(script: str) -> Peer:
        place = tmp_path / "place"
        place.mkdir(exist_ok=True)
        (place / "start.sh").write_text(script + "\n", encoding="utf-8")
        (place / "conformance.toml").write_text(TARGET, encoding="utf-8")
        (place / "requirements.txt").write_text("stub==1.0\nother==2.0\n", encoding="utf-8")
        return Peer("stub", "stub", place, tmp_path / "work")

    return make


@pytest.fixture
def written(make_peer: MakePeer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], tuple[int, str]]:
    """Return a function that asks one server and gives back the exit code and the page."""
    page = tmp_path / "servers.md"
    page.write_text("as it was", encoding="utf-8")
    monkeypatch.setattr(ask, "PAGE", page)
    monkeypatch.setattr(ask, "ROOT", tmp_path)
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def run(script: str) -> tuple[int, str]:
        monkeypatch.setattr(ask, "PEERS", (make_peer(script),))
        return ask.main([]), page.read_text(encoding="utf-8")

    return run


def wait_for(file: Path) -> str:
    """Return what a process wrote, as soon as it has written a line."""
    until = time.monotonic() + 20
    while not (file.is_file() and file.read_bytes().endswith(b"\n")):
        assert time.monotonic() < until, f"nothing was written into {file.name}"
        time.sleep(0.02)
    return file.read_text(encoding="utf-8").strip()


def is_running(pid: int) -> bool:
    """Say whether a process is there and not merely unburied, where the machine can tell the one from the other."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return not Path("/proc/self/stat").exists()
    except ProcessLookupError:
        return False


def ends(pid: int) -> bool:
    """Wait for a process to end, not longer than anybody would."""
    until = time.monotonic() + 5
    while is_running(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not is_running(pid)


# ---------------------------------------------------------------------- one server


def test_server_that_listens_is_judged_and_stopped(make_peer: MakePeer) -> None:
    """Even one that is no authorization server gets verdicts, and nothing listens at its port afterwards."""
    peer = make_peer(f'cd "$(dirname "$0")"; echo "$PORT" >port; {LISTENS}')
    ask.ask(peer)
    with socket.socket() as attempt:
        assert attempt.connect_ex(("127.0.0.1", int(wait_for(peer.place / "port")))) != 0
    assert "broken" in {each.outcome for each in peer.verdicts()}


def test_server_that_cannot_be_had_says_why(make_peer: MakePeer) -> None:
    """The last line of its start script is the reason."""
    with pytest.raises(UnavailableError) as raised:
        ask.ask(make_peer(UNAVAILABLE))
    assert str(raised.value) == "stub needs a program"


def test_server_that_ends_by_itself_has_failed(make_peer: MakePeer) -> None:
    """Its exit code, its last line and its log are named."""
    peer = make_peer(FAILS)
    with pytest.raises(FailedError) as raised:
        ask.ask(peer)
    assert str(raised.value) == f"start.sh ended with 2: no such option ({peer.work / 'server.log'})"


def test_server_that_never_listens_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    """The wait has an end, and says at which port nobody was."""
    log, port = tmp_path / "log", free_port()
    with (
        running(["sleep", "60"], os.environ, log) as server,
        pytest.raises(FailedError, match=f"expected a server on port {port} within 0.2 s, found none: it said nothing"),
    ):
        wait_until_it_listens(server, port, log, patience=0.2)


def test_verdicts_of_an_earlier_run_are_not_those_of_this_one(make_peer: MakePeer) -> None:
    """A server that was not judged has no verdicts."""
    peer = make_peer(UNAVAILABLE)
    peer.verdict_file.parent.mkdir(parents=True)
    peer.verdict_file.write_text("{}\n", encoding="utf-8")
    with pytest.raises(UnavailableError):
        ask.ask(peer)
    assert peer.verdicts() == ()


# ---------------------------------------------------------------------- processes


@pytest.mark.parametrize("reason", [KeyboardInterrupt, SystemExit, ValueError])
def test_processes_end_with_the_block_however_it_ends(tmp_path: Path, reason: type[BaseException]) -> None:
    """Ctrl-C, a signal, a failure: what was started, and what that started, is gone."""
    log = tmp_path / "log"

    def be_interrupted() -> None:
        with running(["/bin/sh", "-c", "sleep 60 & echo $$ $!; wait"], os.environ, log):
            wait_for(log)
            raise reason

    with pytest.raises(reason):
        be_interrupted()
    assert [ends(int(pid)) for pid in wait_for(log).split()] == [True, True]


def test_process_that_does_not_listen_to_reason_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever ignores the first signal gets the second."""
    monkeypatch.setattr(ask, "TO_END", 0.3)
    script = "trap '' TERM; echo ready; while :; do sleep 1; done"
    with running(["/bin/sh", "-c", script], os.environ, tmp_path / "log") as process:
        wait_for(tmp_path / "log")
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda word: word.name)
def test_signal_ends_what_was_started(make_peer: MakePeer, word: signal.Signals) -> None:
    """`make peers` leaves no server behind if it is interrupted, terminated, or loses its terminal."""
    peer = make_peer('echo $$ >"$(dirname "$0")/pid"; exec sleep 60')
    code = f"""
import sys
from pathlib import Path
from examples.peers import ask
ask.PEERS = (ask.Peer("stub", "stub", Path({str(peer.place)!r}), Path({str(peer.work)!r})),)
sys.exit(ask.main([]))
"""
    with running([sys.executable, "-c", code], os.environ, peer.place / "log") as command:
        server = int(wait_for(peer.place / "pid"))
        command.send_signal(word)
        assert command.wait(20) == 128 + word
    assert ends(server)


# ---------------------------------------------------------------------- all of them


def test_server_that_cannot_be_had_stands_in_terminal_and_page(
    written: Callable[[str], tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """It is skipped, visibly, and nothing has failed."""
    code, page = written(UNAVAILABLE)
    assert code == 0
    assert "stub 1.0: not run: stub needs a program\n" in capsys.readouterr().out
    assert "| stub 1.0 | not run: stub needs a program |" in page


def test_failure_leaves_the_page_as_it_was(
    written: Callable[[str], tuple[int, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """A page is not made worse by a machine that is out of order."""
    assert written(FAILS) == (1, "as it was")
    assert "stub 1.0: FAILED: start.sh ended with 2" in capsys.readouterr().out


def test_unknown_name_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """The names there are are told."""
    with pytest.raises(SystemExit) as raised:
        ask.main(["oidc"])
    assert raised.value.code == 2
    assert (
        "expected authlib, node_oauth2_server, oauth2_mock_server, oidc_provider; found oidc" in capsys.readouterr().err
    )
