"""How a request leaves the machine: the only place that unwraps secrets, and the only one that knows an HTTP client.

`encoding` writes a `Request` as octets, `credentials` writes what authenticates a client, `client` sends and remembers,
`births` finds the secrets that an answer brings.  Everything else sees `Request` and `Exchange` only.
"""

from conformance.wire.client import Handler, Wire
from conformance.wire.credentials import basic

__all__ = ["Handler", "Wire", "basic"]
