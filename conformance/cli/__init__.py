"""The command `oauth-conformance`: what is promised, how it is checked, and the ways to run or serve it.

Whatever the user got wrong is one message on standard error and exit code 4, as in pytest; faults that `lint` finds,
and what `diff` finds worse, are exit code 1.  Each command has a module of its own, which imports what it needs when it
runs, so that each starts fast.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from conformance.cli.diffing import diff
from conformance.cli.explaining import explain
from conformance.cli.linting import lint
from conformance.cli.listing import LISTS, list_all
from conformance.cli.running import run
from conformance.cli.serving import PORT, port_number, serve
from conformance.cli.starting import init, provider_name
from conformance.options import SETTINGS
from conformance.outcomes import ConfigurationError

USAGE_ERROR = 4
OF_A_COMPARISON = frozenset({"config", "contract", "base-url", "states-url", "fault", "report-dir"})
"""Settings of a run that `diff` takes, too."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["run"]:
        return run(given[1:])
    options = _parser().parse_args(given)
    try:
        code: int = options.command(options)
        sys.stdout.flush()
    except ConfigurationError as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return USAGE_ERROR
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="oauth-conformance", description="Does an authorization server keep its word?")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    add = commands.add_parser("run", help="run pytest on the shipped suites; takes pytest's options", add_help=False)
    add = commands.add_parser("init", help="write a contract and a target to begin with into this folder")
    add.add_argument("name", metavar="NAME", nargs="?", type=provider_name, default="provider", help="of the provider")
    add.set_defaults(command=init)
    add = commands.add_parser("serve", help="serve a reference server and print the target block to paste")
    add.add_argument("contract", metavar="CONTRACT", help="finapi, finapi@1.115.1, …")
    add.add_argument("--port", type=port_number, default=PORT, help="default %(default)s; 0: any free one")
    add.add_argument("--fault", metavar="NAME", help="break one promise; see list faults")
    add.set_defaults(command=serve)
    add = commands.add_parser("list", help="list what there is")
    add.add_argument("what", choices=sorted(LISTS))
    add.add_argument("--contract", metavar="CONTRACT", help="only what belongs to this one; a name or a path")
    add.add_argument("--markdown", action="store_true", help="of promises: all that is known of them, as a page")
    add.set_defaults(command=list_all)
    add = commands.add_parser("explain", help="say what a behaviour is, who promises it, how it is checked")
    add.add_argument("behaviour", metavar="BEHAVIOUR")
    add.set_defaults(command=explain)
    add = commands.add_parser(
        "diff", help="say what changed between two runs, recordings or servers; exit code 1 if so"
    )
    add.add_argument(
        "before", metavar="A", help="a verdicts.jsonl, a folder of recordings, or a target to be asked now"
    )
    add.add_argument("after", metavar="B", help="the same, later")
    for setting in SETTINGS:
        if setting.name in OF_A_COMPARISON:
            name = setting.name.replace("-", "_")
            add.add_argument(setting.option, dest=name, metavar=name.upper(), help=setting.says)
    add.add_argument("-v", "--verbose", action="store_true", help="every change, with all lines of both shell stories")
    add.set_defaults(command=diff)
    add = commands.add_parser("lint", help="find the faults of contracts and of the list of behaviours")
    add.add_argument("contracts", metavar="CONTRACT", nargs="*", help="a name or a path; none: all that are shipped")
    add.set_defaults(command=lint)
    return parser
