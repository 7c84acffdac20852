"""Put suites and recordings into the package when a wheel is built: `suites/` becomes `conformance/suites/`.

An editable installation gets none: a copy in site-packages would grow old unseen.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SuitesInThePackage(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the suites to what the wheel holds; `version` is "standard" or "editable"."""
        if version == "standard":
            build_data["force_include"]["suites"] = "conformance/suites"
            build_data["force_include"]["cassettes"] = "conformance/cassettes"
