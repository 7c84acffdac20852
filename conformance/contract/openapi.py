"""Does a request of the contract agree with the provider's OpenAPI document?

Names only: the path and method exist, every form, query, JSON and header name is known there, and what is required
there is sent here.  Values are judged by scenarios, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from conformance.contract.check_operations import Known
from conformance.contract.check_promises import CLIENT_PARTS
from conformance.contract.layers import Table
from conformance.contract.model import Operation
from conformance.document import Fault, listed, nearest
from conformance.locations import shown_path
from conformance.outcomes import ConfigurationError

BODIES = {"form": ("application/x-www-form-urlencoded", "multipart/form-data"), "json": ("application/json",)}
DEEPEST = 20
"""No document nests or refers deeper; what does is a circle."""
UNSPOKEN_HEADERS = ("accept", "content-type", "authorization", "cookie")
"""Headers that OpenAPI does not list as parameters."""


@dataclass(frozen=True)
class Names:
    """What an object may hold, and the sets of names of which one must be complete."""

    known: frozenset[str]
    required: tuple[frozenset[str], ...] = (frozenset(),)
    is_open: bool = False


class OpenApi:
    """An OpenAPI document, for looking up names."""

    def __init__(self, file: Path, data: Mapping[str, Any]) -> None:
        self.file = file
        self.data = data

    @classmethod
    def from_file(cls, file: Path) -> OpenApi:
        """Read a YAML or JSON document; one that cannot be read is a ConfigurationError."""
        import yaml

        # The C loader is ten times as fast, where there is one; both are safe.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            data = yaml.load(file.read_text("utf-8"), Loader=loader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            reason = str(error).replace("\n", " ")
            raise ConfigurationError(f"{shown_path(file)}: cannot be read: {reason}; correct the document") from None
        if not isinstance(data, dict) or not isinstance(data.get("paths"), dict):
            raise ConfigurationError(f"{shown_path(file)}: has no `paths`; is it an OpenAPI document?")
        return cls(file, data)

    def find(self, method: str, path: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """Return the path item and the operation, whatever the path parameters are called."""
        wanted = {_without_names(path.removeprefix(prefix)) for prefix in ("", *self._prefixes()) if prefix in path}
        for template, item in self.data["paths"].items():
            if _without_names(template) in wanted:
                item = self.resolve(item)
                operation = item.get(method.lower())
                return (item, operation) if isinstance(operation, dict) else None
        return None

    def calls(self) -> list[str]:
        """Return `METHOD /path` of all operations."""
        methods = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
        items = [(path, self.resolve(item)) for path, item in self.data["paths"].items()]
        return [f"{method.upper()} {path}" for path, item in items for method in methods if method in item]

    def parameters(self, item: Mapping[str, Any], operation: Mapping[str, Any], place: str) -> dict[str, bool]:
        """Return the parameters in `query` or `header`: name -> required."""
        found = [self.resolve(each) for each in (*_list(item, "parameters"), *_list(operation, "parameters"))]
        return {str(each.get("name")): bool(each.get("required")) for each in found if each.get("in") == place}

    def keys(self, place: str) -> set[str]:
        """Return the names of API keys in `query` or `header`."""
        components = self.resolve(self.data.get("components"))
        schemes = self.resolve(components.get("securitySchemes"))
        found = [self.resolve(each) for each in schemes.values()]
        return {str(each.get("name")) for each in found if each.get("type") == "apiKey" and each.get("in") == place}

    def all_headers(self) -> set[str]:
        """Return, in lower case, every header that any operation takes."""
        found = set(self.keys("header"))
        for item in map(self.resolve, self.data["paths"].values()):
            for operation in (each for each in item.values() if isinstance(each, dict)):
                found |= self.parameters(item, operation, "header").keys()
        return {name.lower() for name in found}

    def body(self, operation: Mapping[str, Any], media: tuple[str, ...]) -> Names | None:
        """Return the names of the body of one of these media types; None if it has no such body."""
        content = self.resolve(self.resolve(operation.get("requestBody")).get("content"))
        for media_type, entry in content.items():
            if media_type.partition(";")[0].strip().lower() in media:
                return self.names(self.resolve(entry).get("schema"))
        return None

    def names(self, schema: Any, depth: int = 0) -> Names:
        """Return the names of an object schema, through references and combinations."""
        schema = self.resolve(schema)
        own = self.resolve(schema.get("properties"))
        is_open = not own if schema.get("additionalProperties") is None else bool(schema["additionalProperties"])
        found = Names(frozenset(own), (frozenset(map(str, _list(schema, "required"))),), is_open)
        if depth > DEEPEST:
            return found
        for part in _list(schema, "allOf"):
            found = _both(found, self.names(part, depth + 1))
        for key in ("oneOf", "anyOf"):
            choices = [self.names(part, depth + 1) for part in _list(schema, key)]
            if choices:
                found = _both(found, _either(choices))
        return found

    def resolve(self, value: Any) -> dict[str, Any]:
        """Return what a local reference points to."""
        seen = 0
        while isinstance(value, dict) and isinstance(value.get("$ref"), str) and seen < DEEPEST:
            node: Any = self.data
            for step in value["$ref"].removeprefix("#/").split("/"):
                node = node.get(step.replace("~1", "/").replace("~0", "~"), {}) if isinstance(node, dict) else {}
            value, seen = node, seen + 1
        return value if isinstance(value, dict) else {}

    def _prefixes(self) -> list[str]:
        servers = [str(self.resolve(server).get("url", "")) for server in _list(self.data, "servers")]
        return [path for path in (urlsplit(url).path.rstrip("/") for url in servers) if path]


def check_openapi(known: Known, document: OpenApi) -> Iterator[Fault]:
    """Find where operations and witnesses and the OpenAPI document disagree."""
    for name, table in known.layers.named("operations").items():
        if name in known.operations:
            yield from _check_call(known, document, table, known.operations[name])
    for kind, table in known.layers.named("witnesses").items():
        witness = known.witnesses.get(kind)
        if witness is not None and witness.operation is not None:
            yield from _check_call(known, document, table, witness.operation)


def _check_call(known: Known, document: OpenApi, table: Table, operation: Operation) -> Iterator[Fault]:
    path = _path(operation, known.layers.endpoints())
    if path is None:
        return
    found = document.find(operation.method, path)
    where = shown_path(document.file)
    if found is None:
        call = f"{operation.method} {path}"
        yield table.fault(("request",), f"{where} has no {call}", nearest(call, document.calls()))
        return
    item, described = found
    query = document.parameters(item, described, "query")
    headers = document.parameters(item, described, "header")
    sent = {place: _sent(operation, place) for place in ("query", "headers", "form", "json")}
    known_query = Names(frozenset({*query, *document.keys("query")}), (_required(query),))
    yield from _check_names(table, "query", sent["query"], known_query, where)
    yield from _check_headers(table, sent["headers"], headers, document, where)
    for place, media in BODIES.items():
        names = document.body(described, media)
        if names is not None and (sent[place] or not any(sent[other] for other in BODIES)):
            by_client = CLIENT_PARTS if operation.auth else ()
            yield from _check_names(table, place, {**sent[place], **dict.fromkeys(by_client, True)}, names, where)
        elif names is None and sent[place]:
            yield table.fault((place,), f"{where} gives {operation.name} no {media[0]} body", "correct one of the two")


def _check_names(table: Table, place: str, sent: Mapping[str, bool], names: Names, where: str) -> Iterator[Fault]:
    for name in table.data.get(place, {}):
        if name not in names.known and not names.is_open:
            yield table.fault((place, name), f"'{name}' is unknown to {where}", nearest(name, names.known))
    always = {name for name, is_sent in sent.items() if is_sent}
    if not any(required <= always for required in names.required):
        fewest = min((sorted(required - always) for required in names.required), key=len)
        yield table.fault((place,), f"{where} requires {listed(fewest)} in {place}", "send it, without a ?")


def _check_headers(
    table: Table, sent: Mapping[str, bool], described: Mapping[str, bool], document: OpenApi, where: str
) -> Iterator[Fault]:
    everywhere = document.all_headers()
    for name in table.data.get("headers", {}):
        if name.lower() not in (*UNSPOKEN_HEADERS, *everywhere):
            yield table.fault(("headers", name), f"header '{name}' is unknown to {where}", nearest(name, everywhere))
    always = {name.lower() for name, is_sent in sent.items() if is_sent}
    for name, is_required in described.items():
        if is_required and name.lower() not in always and name.lower() not in UNSPOKEN_HEADERS:
            yield table.fault(("headers",), f"{where} requires the header '{name}'", "send it, without a ?")


def _sent(operation: Operation, place: str) -> dict[str, bool]:
    """Return the wire names of a place: name -> whether it is sent even if no scenario gives a value."""
    parts = [part for part in operation.parts if part.place == place]
    return {part.name: not any(slot.optional for slot in part.template.slots) for part in parts}


def _path(operation: Operation, endpoints: Mapping[str, str]) -> str | None:
    """Return the path with its endpoint filled in; None if the contract leaves that to the target."""
    text = "".join(piece if isinstance(piece, str) else f"{{{piece.name}}}" for piece in operation.path.pieces)
    if operation.endpoint is None:
        return text
    default = endpoints.get(operation.endpoint)
    return None if default is None else text.replace(f"{{endpoints.{operation.endpoint}}}", default)


def _required(parameters: Mapping[str, bool]) -> frozenset[str]:
    return frozenset(name for name, is_required in parameters.items() if is_required)


def _list(table: Mapping[str, Any], key: str) -> list[Any]:
    """Return the list under the key; what is no list counts as none."""
    value = table.get(key)
    return value if isinstance(value, list) else []


def _without_names(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _both(one: Names, other: Names) -> Names:
    required = tuple(first | second for first in one.required for second in other.required)
    nothing_said = not one.known and not other.known
    return Names(one.known | other.known, required, (one.is_open and other.is_open) and nothing_said)


def _either(choices: list[Names]) -> Names:
    known = frozenset(name for choice in choices for name in choice.known)
    required = tuple(required for choice in choices for required in choice.required)
    return Names(known, required, any(choice.is_open for choice in choices))
