"""Answers against an OpenAPI document: each departure in one literal line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.openapi import Document
from conformance.secrets import register
from conformance.terms import Response

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/token": {
            "post": {
                "responses": {
                    "200": {
                        "description": "tokens",
                        "headers": {
                            "X-Request-Id": {"$ref": "#/components/headers/Id"},
                            "X-Other": {"schema": {"type": "string"}},
                        },
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Token"}}},
                    },
                    "204": {"description": "nothing"},
                    "4XX": {"$ref": "#/components/responses/Refusal"},
                }
            }
        },
        "/users/{id}": {"get": {"responses": {"default": {"description": "any", "content": {"text/*": {}}}}}},
        "/silent": {"get": {"responses": {}}},
    },
    "components": {
        "headers": {"Id": {"required": True, "schema": {"type": "string"}}},
        "responses": {
            "Refusal": {
                "description": "no",
                "content": {"application/problem+json; charset=utf-8": {"schema": {"type": "object"}}},
            }
        },
        "schemas": {
            "Token": {
                "type": "object",
                "required": ["access_token", "expires_in"],
                "additionalProperties": False,
                "properties": {
                    "access_token": {"type": "string", "maxLength": 20},
                    "expires_in": {"type": "integer"},
                    "token_type": {"enum": ["bearer"]},
                },
            }
        },
    },
}
TOKEN = {"access_token": "openapi-token-1", "expires_in": 3600, "token_type": "bearer"}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    file = tmp_path_factory.mktemp("openapi") / "openapi.yaml"
    file.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return Document(file)


def response(
    body: Any = TOKEN, status: int = 200, media_type: str = "application/json", request_id: str | None = "1"
) -> Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = [("Content-Type", media_type)] if media_type else []
    headers += [("x-request-id", request_id)] if request_id else []
    return Response(status, tuple(headers), content)


def test_an_answer_that_fits_has_no_fault(document: Document) -> None:
    """Status, media type, header and schema are as documented."""
    assert document.fault("POST", "/token", response(media_type="application/json;charset=UTF-8")) is None


def test_an_undocumented_status(document: Document) -> None:
    """A status that the document does not have."""
    assert document.fault("POST", "/token", response(status=500)) == "status 500 is not documented for POST /token"


def test_a_range_of_statuses(document: Document) -> None:
    """4XX documents 418, with the media type whatever its parameters."""
    assert document.fault("POST", "/token", response({}, 418, "application/problem+json")) is None


def test_a_default_documents_every_status(document: Document) -> None:
    """A default and a wildcard accept what they say."""
    assert document.fault("GET", "/users/{userId}", response(b"x", 503, "text/plain")) is None


def test_a_wrong_media_type(document: Document) -> None:
    """The documented ones are named."""
    fault = document.fault("POST", "/token", response(b"<html>", media_type="text/html"))
    assert fault == "media type text/html, documented: application/json"


def test_no_media_type(document: Document) -> None:
    """A missing one is called missing."""
    fault = document.fault("POST", "/token", response(b"", media_type=""))
    assert fault == "media type missing, documented: application/json"


def test_a_media_type_outside_a_wildcard(document: Document) -> None:
    """text/* is no JSON."""
    fault = document.fault("GET", "/users/{id}", response({}))
    assert fault == "media type application/json, documented: text/*"


def test_a_body_where_none_is_documented(document: Document) -> None:
    """An answer without documented content has no body."""
    fault = document.fault("POST", "/token", response(b"12", 204))
    assert fault == "a body of 2 bytes where none is documented"
    assert document.fault("POST", "/token", response(b"", 204, "")) is None


def test_a_missing_header(document: Document) -> None:
    """A header that is required, even by reference; one that is not may be missing."""
    fault = document.fault("POST", "/token", response(request_id=None))
    assert fault == "the documented header X-Request-Id is missing"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"access_token": "a"}, 'the schema at / says required: ["access_token", "expires_in"]'),
        ({**TOKEN, "expires_in": "3600"}, 'the schema at /expires_in says type: "integer"'),
        ({**TOKEN, "token_type": "mac"}, 'the schema at /token_type says enum: ["bearer"]'),
        ({**TOKEN, "access_token": "x" * 21}, "the schema at /access_token says maxLength: 20"),
        ({**TOKEN, "more": 1}, "the schema at / says additionalProperties: false"),
        ([TOKEN], 'the schema at / says type: "object"'),
        (b"{broken", "JSON deserialization error"),
        (b"", "JSON deserialization error"),
    ],
)
def test_a_body_outside_its_schema(document: Document, body: Any, fault: str) -> None:
    """The place and the rule that is broken there, without the value."""
    assert document.fault("POST", "/token", response(body)) == fault


def test_a_fault_shows_no_secret(document: Document) -> None:
    """A token that is too long is not shown."""
    secret = register("openapi-secret-that-is-too-long", "token")
    fault = document.fault("POST", "/token", response({**TOKEN, "access_token": secret.reveal()}))
    assert fault == "the schema at /access_token says maxLength: 20"


@pytest.mark.parametrize(("method", "path"), [("GET", "/token"), ("POST", "/nowhere"), ("DELETE", "/users/{id}")])
def test_what_is_not_described_has_no_fault(document: Document, method: str, path: str) -> None:
    """Of an operation that the document does not have nothing can be said."""
    assert document.fault(method, path, response(status=999)) is None


def test_an_operation_without_statuses(document: Document) -> None:
    """Nothing is documented, so every status is a departure."""
    assert document.fault("GET", "/silent", response(b"", 200)) == "status 200 is not documented for GET /silent"


def test_a_packed_answer_is_checked_unpacked(document: Document) -> None:
    """The wire has unpacked the body; its header does not matter any more."""
    headers = (("Content-Type", "application/json"), ("X-Request-Id", "1"), ("Content-Encoding", "gzip"))
    assert document.fault("POST", "/token", Response(200, headers, json.dumps(TOKEN).encode())) is None


def test_odd_headers_do_not_matter(document: Document) -> None:
    """Octets of a header that are no ASCII are no reason to fail."""
    headers = (("Content-Type", "application/json"), ("X-Request-Id", "ü\x80"))
    assert document.fault("POST", "/token", Response(200, headers, json.dumps(TOKEN).encode())) is None
