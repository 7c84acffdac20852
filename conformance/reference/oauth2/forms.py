"""The parameters of a request: a form in the body, each parameter once, an empty one as good as none.

RFC 6749 sections 3.1 and 3.2. What the server does not know it ignores, also when it comes twice. A query is not read
where a form is expected: the address of an endpoint may have one of its own.
"""

from __future__ import annotations

from conformance.reference.http import Pairs, Request
from conformance.reference.oauth2.errors import Refusal
from conformance.reference.oauth2.figures import Form
from conformance.reference.oauth2.provider import Provider
from conformance.reference.oauth2.rules import KNOWN


def read_form(provider: Provider, request: Request) -> Form:
    """Return the parameters of a request, or refuse one that cannot be read."""
    figures = provider.figures
    pairs = read_parameters(provider, request)
    if figures.repeated(request.path, pairs):
        raise Refusal("repeated parameter")
    if figures.unknown_refused and any(name not in KNOWN for name, _ in pairs):
        raise Refusal("unknown parameter")
    return make_form(provider, pairs)


def read_parameters(provider: Provider, request: Request) -> Pairs:
    pairs = provider.figures.pairs(request)
    if pairs is None:
        raise Refusal("media type")
    return pairs


def make_form(provider: Provider, pairs: Pairs) -> Form:
    """Return the parameters that have a value; of what comes twice the first."""
    figures, form = provider.figures, dict[str, str]()
    for name, value in pairs:
        if not figures.is_omitted(name, value):
            form.setdefault(figures.name_read(name), figures.value_read(name, value))
    return form
