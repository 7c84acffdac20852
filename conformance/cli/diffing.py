"""`diff`: what changed between two runs.

What is compared is read by `read_past_run`: whatever else can tell how a run ended is read there, too.
"""

from __future__ import annotations

import argparse
import shutil
import sys

WIDTH_OF_A_LOG = 160
GOT_WORSE = 1


def diff(options: argparse.Namespace) -> int:
    """Print what changed from A to B; return 1 if an item got worse."""
    from conformance.report.change import compare
    from conformance.report.change_text import change_lines
    from conformance.report.past_run import read_past_run

    before, after = (read_past_run(path) for path in (options.before, options.after))
    found = compare(before, after)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH_OF_A_LOG
    print(*change_lines(before, after, found, width=width, full=options.verbose), sep="\n")
    return GOT_WORSE if found.of("worse") else 0
