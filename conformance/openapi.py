"""What the OpenAPI document of a contract says about answers: statuses, media types, headers, schemas.

Schemathesis reads the document and checks bodies against their schema; it sends nothing.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

from conformance.secrets import redact
from conformance.terms import Response


class Document:
    """One OpenAPI document."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fault(self, method: str, path: str, response: Response) -> str | None:
        """Return the first way in which the answer departs from the document; None if it fits or nothing is said.

        path: with any names in its slots, `/users/{id}`.
        """
        operation = self._operation(method, path)
        if operation is None:
            return None
        described = self._described(operation, response.status)
        if described is None:
            return f"status {response.status} is not documented for {method} {path}"
        return (
            self._media_fault(described, response)
            or self._header_fault(described, response)
            or self._schema_fault(operation, response)
        )

    @cached_property
    def _schema(self) -> Any:
        import schemathesis

        return schemathesis.openapi.from_path(str(self._path))

    def _operation(self, method: str, path: str) -> Any:
        wanted = _anonymous(path)
        known = next((name for name in self._schema if _anonymous(name) == wanted), None)
        methods = self._schema[known] if known else {}
        return methods[method] if method.lower() in list(methods) else None

    def _described(self, operation: Any, status: int) -> Any:
        responses = operation.definition.raw.get("responses", {})
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in responses:
                return self._resolved(responses[key])
        return None

    def _resolved(self, value: Any) -> Any:
        """Follow a local reference (`#/components/...`)."""
        while isinstance(value, dict) and "$ref" in value:
            target: Any = self._schema.raw_schema
            for step in value["$ref"].split("/")[1:]:
                target = target[step.replace("~1", "/").replace("~0", "~")]
            value = target
        return value

    @staticmethod
    def _media_fault(described: Any, response: Response) -> str | None:
        documented = sorted(described.get("content", {}))
        if not documented and response.body:
            return f"a body of {len(response.body)} bytes where none is documented"
        patterns = [media_type.partition(";")[0].strip().lower() for media_type in documented]
        if documented and not any(fnmatchcase(response.media_type or "missing", pattern) for pattern in patterns):
            return f"media type {response.media_type or 'missing'}, documented: {', '.join(documented)}"
        return None

    def _header_fault(self, described: Any, response: Response) -> str | None:
        for name, header in described.get("headers", {}).items():
            if self._resolved(header).get("required") and response.header(name) is None:
                return f"the documented header {name} is missing"
        return None

    @staticmethod
    def _schema_fault(operation: Any, response: Response) -> str | None:
        import httpx  # the shape in which Schemathesis takes an answer

        received = httpx.Response(
            response.status,
            headers=[
                (k.encode("latin-1"), v.encode("latin-1"))
                for k, v in response.headers
                if k.lower() != "content-encoding"
            ],
            content=response.body,
            request=httpx.Request("GET", "http://127.0.0.1/"),
        )
        received.elapsed = timedelta(seconds=response.seconds)
        try:
            operation.validate_response(received)
        except BaseExceptionGroup as group:
            return _rule(group.exceptions[0])
        except Exception as error:  # Schemathesis raises failures of many kinds
            return _rule(error)
        return None


def _rule(failure: BaseException) -> str:
    """Return the place and the rule that is broken there; the value itself may be a secret."""
    where = "/" + "/".join(str(step) for step in getattr(failure, "instance_path", ()))
    schema, steps = getattr(failure, "schema", None), getattr(failure, "schema_path", ())
    if not steps:
        return redact(str(getattr(failure, "title", failure)))
    limit = schema.get(steps[-1]) if isinstance(schema, dict) else schema
    return f"the schema at {where} says {steps[-1]}: {json.dumps(limit)}"


def _anonymous(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)
