"""The small wrong decisions in how the server says no."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

from conformance.reference.http import Answer, Request, make_json_answer
from conformance.reference.square.figures import Members


def as_text(answer: Answer) -> Answer:
    return replace(answer, headers=(("Content-Type", "text/plain"),), body=b"Not Authorized")


def as_page(answer: Answer) -> Answer:
    return replace(answer, headers=(("Content-Type", "text/html"),), body=b"<html><body>Not Authorized</body></html>")


def as_oauth_error(answer: Answer) -> Answer:
    return make_json_answer(answer.status, {"error": "invalid_request", "error_description": "Bad request"})


def as_nothing(answer: Answer) -> Answer:
    return replace(answer, headers=(), body=b"")


def changing(change: Callable[[Members], Members]) -> Callable[[Answer], Answer]:
    """Change the members of the body of every refusal."""
    return lambda answer: replace(answer, body=json.dumps(change(json.loads(answer.body))).encode())


def without_type(members: Members) -> Members:
    return {name: value for name, value in members.items() if name != "type"}


def without_category(members: Members) -> Members:
    errors = members.get("errors")
    if not isinstance(errors, list):
        return members
    return {"errors": [{name: value for name, value in each.items() if name != "category"} for each in errors]}


def with_number_as_type(members: Members) -> Members:
    return {**members, "type": 17} if "type" in members else members


def with_list_as_message(members: Members) -> Members:
    return {**members, "message": [members["message"]]} if "message" in members else members


def called(media: str) -> Callable[[Answer], Answer]:
    """Give every refusal another media type."""
    return lambda answer: replace(answer, headers=(("Content-Type", media), *answer.headers[1:]))


def with_one_error(members: Members) -> Members:
    """Put the one error where the list of errors belongs."""
    errors = members.get("errors")
    return {"errors": errors[0]} if isinstance(errors, list) else members


def repeating(name: str) -> Callable[[str, Request], str]:
    """Put a member of the body into the message of a refusal."""

    def text(message: str, request: Request) -> str:
        found = re.search(rf'"{name}"\s*:\s*"([^"]*)"', request.body.decode("latin-1"))
        return f"{message}: {found.group(1)}" if found else message

    return text


def repeating_the_header(message: str, request: Request) -> str:
    header = request.header("Authorization")
    return f"{message}: {header}" if header else message
