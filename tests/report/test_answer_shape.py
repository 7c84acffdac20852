"""What of an answer counts as its shape, and how a changed one is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.report.answer_shape import Shape, differences, shape_of
from conformance.terms import Response

JSON = ("Content-Type", "application/json")


def answered(value: Any, *headers: tuple[str, str], status: int = 200) -> Shape:
    return shape_of(Response(status, (JSON, *headers), json.dumps(value).encode()), frozenset({"x-request-id"}))


def changes(before: Shape, after: Shape) -> list[str]:
    return list(differences(before, after))


def test_other_values_of_one_type_are_the_same_shape() -> None:
    """Tokens, texts and numbers differ from answer to answer."""
    one = {"access_token": "a", "expires_in": 3600, "user": {"id": 1}, "roles": ["x"]}
    other = {"access_token": "b", "expires_in": 12, "user": {"id": 2}, "roles": ["y", "z"]}
    assert changes(answered(one), answered(other)) == []


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"expires_in": 3600}, {"expires_in": "3600"}, ["/expires_in: integer -> string"]),
        ({"scope": "all"}, {}, ["/scope: string -> none"]),
        ({}, {"user": {"id": 1}}, ["/user: none -> object"]),
        ({"user": {"id": 1}}, {"user": {"id": None}}, ["/user/id: integer -> null"]),
        ({"e": [{"a": 1}]}, {"e": [{"a": 1.5}, {"a": True}]}, ["/e/*/a: integer -> boolean or number"]),
        ({"error": "invalid_grant"}, {"error": "bad_grant"}, ['/error: "invalid_grant" -> "bad_grant"']),
        ({"token_type": "bearer"}, {"token_type": "Bearer"}, ['/token_type: "bearer" -> "Bearer"']),
        ({"5f0c1a2b3c4d": 1}, {"9e8d7c6b5a40": 1}, []),
        ([1], {"a": 1}, ["body: array -> object"]),
        ({"roles": []}, {"roles": ["a"]}, []),
        ({"by": {"5f0c1a2b3c4d": {"a": 1}}}, {"by": {}}, []),
    ],
)
def test_change_of_a_body_is_told_by_its_pointer(before: Any, after: Any, told: list[str]) -> None:
    """Of a member that came or went as a whole its own members are not told; words of a protocol are compared."""
    assert changes(answered(before), answered(after)) == told


@pytest.mark.parametrize(
    ("name", "before", "after", "told"),
    [
        ("Cache-Control", "no-store, no-cache", "no-cache,  No-Store", []),
        ("Cache-Control", "no-store", "no-cache", ["header cache-control: no-store -> no-cache"]),
        ("Retry-After", "3", "4", []),
        ("X-Request-Id", "a", "b", []),
        ("X-Trace", "a", "b", []),
        ("Date", "Mon, 1", "Tue, 2", []),
        ("Location", "https://app/cb?code=a&state=b", "https://app/cb?state=c&code=d", []),
        ("Location", "https://app/cb?code=a", "https://app/x?code=a", [
            "header location: https://app/cb?code -> https://app/x?code"]),
        ("Location", "https://app/cb?error=a", "https://app/cb?error=b", [
            "header location: https://app/cb?error=a -> https://app/cb?error=b"]),
        ("WWW-Authenticate", 'Bearer realm="a", error="b", error_description="c 1"',
         'Bearer error="b", realm="a", error_description="c 2"', []),
        ("WWW-Authenticate", 'Bearer error="invalid_token"', 'Bearer error="expired"', [
            'header www-authenticate: Bearer error="invalid_token" -> Bearer error="expired"']),
        ("WWW-Authenticate", "Basic", "Bearer", ["header www-authenticate: Basic -> Bearer"]),
        ("Set-Cookie", "sid=1; Path=/", "sid=2; Path=/", []),
    ],
)  # fmt: skip
def test_header_counts_as_far_as_a_client_acts_on_it(name: str, before: str, after: str, told: list[str]) -> None:
    """Directives, challenges, where it leads, names of cookies; of some only that they are there."""
    assert changes(answered({}, (name, before)), answered({}, (name, after))) == told


@pytest.mark.parametrize("sent", ["redirect_uri=https%3A//app/cb", '{"redirectUri": "https://app/cb"}'])
def test_address_that_was_asked_for_is_none_of_the_servers(sent: str) -> None:
    """It may be another one each time."""
    response = Response(302, (("Location", "https://app/cb?code=a"),), b"")
    assert shape_of(response, sent=sent).headers == {"location": "as asked for ?code"}


def test_header_that_carries_what_was_sent_is_missed() -> None:
    """Its value is another one each time, but it has to be there."""
    assert changes(answered({}, ("X-Request-Id", "a")), answered({})) == ["header x-request-id: present -> none"]


def test_of_another_status_nothing_else_is_told() -> None:
    """An answer of another kind has other members."""
    refused = answered({"error": "invalid_grant"}, status=400)
    assert changes(answered({"access_token": "a"}), refused) == ['200 -> 400 "invalid_grant"']
    assert changes(answered({}), Shape(None)) == ["200 -> no answer"]


@pytest.mark.parametrize(
    ("content", "media_type", "kind"),
    [
        (b"", "application/json", "empty"),
        (b"<html>", "text/html", "no JSON"),
        (b"null", "application/json", "null"),
        (b"a=1&b=2", "application/x-www-form-urlencoded", "object"),
    ],
)
def test_body_that_is_no_json_object_has_a_kind(content: bytes, media_type: str, kind: str) -> None:
    """So that a page in place of an answer is seen."""
    assert shape_of(Response(200, (("Content-Type", media_type),), content)).body[""] == kind
