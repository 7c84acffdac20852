"""`diff`: what changed between two runs, two recordings, or a recording and a target that is asked now.

Where what was said is known, and not only how it was judged, the answers are compared, too.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from typing import TYPE_CHECKING

from conformance.cli.sides import Side, find_sides

if TYPE_CHECKING:
    from conformance.report.change import Comparison
    from conformance.report.drift import Drift

WIDTH_OF_A_LOG = 160
CHANGED = 1


def diff(options: argparse.Namespace) -> int:
    """Print what changed from A to B; return 1 if an item got worse, or if the same question is answered otherwise."""
    from conformance.report.change import compare
    from conformance.report.change_text import change_lines
    from conformance.report.drift_text import drift_lines

    before, after = find_sides(options)
    found = compare(before.run, after.run)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH_OF_A_LOG
    print(*change_lines(before.run, after.run, found, width=width, full=options.verbose), sep="\n")
    drift = _drift(before, after, found)
    if drift is not None:
        runs = {"A": before.run, "B": after.run}
        print(*drift_lines(drift, runs, width=width, full=options.verbose), sep="\n")
    return CHANGED if found.of("worse") or (drift and drift.changes) else 0


def _drift(before: Side, after: Side, found: Comparison) -> Drift | None:
    """Return what answers changed; None if one side has verdicts only."""
    from conformance.report.drift import Drift, compare_recordings

    if not before.recordings or not after.recordings:
        return None
    pairs = [(one, other) for one, other in found.targets.items() if one in before.recordings]
    drifts = (compare_recordings(before.recordings[one], after.recordings[other]) for one, other in pairs)
    return sum(drifts, Drift())
