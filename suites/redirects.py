"""Redirect URIs: how one that is registered is turned into one that is not, by words that can be drawn."""

from urllib.parse import urlsplit

ELSEWHERE = "elsewhere.example"


def _on(own, host):
    """Return the same URI at another host."""
    parts = urlsplit(own)
    return parts._replace(netloc=host).geturl()


def _other_letters(own):
    """Return the path in other letters; one without letters gets some."""
    path = urlsplit(own).path
    return path.swapcase() if path.swapcase() != path else f"{path}/Other"


FOREIGN = {
    "another host": lambda own: f"https://{ELSEWHERE}/callback",
    "the same path at another host": lambda own: _on(own, ELSEWHERE),
    "a host that begins alike": lambda own: _on(own, f"{urlsplit(own).netloc}.{ELSEWHERE}"),
    "a host that ends alike": lambda own: _on(own, f"elsewhere-{urlsplit(own).netloc}"),
    "the host as a user name": lambda own: _on(own, f"{urlsplit(own).netloc}@{ELSEWHERE}"),
    "a user name before the host": lambda own: _on(own, f"somebody@{urlsplit(own).netloc}"),
    "another port": lambda own: _on(own, f"{urlsplit(own).hostname}:4443"),
    "another scheme": lambda own: urlsplit(own)._replace(scheme="ftp").geturl(),
    "a longer path": lambda own: f"{own}/more",
    "one more character": lambda own: f"{own}x",
    "a way up": lambda own: f"{own}/../elsewhere",
    "other letters in the path": lambda own: urlsplit(own)._replace(path=_other_letters(own)).geturl(),
    "a slash behind": lambda own: f"{own}/" if urlsplit(own).path.strip("/") else f"{own}//",
    "one more parameter": lambda own: f"{own}{'&' if '?' in own else '?'}next=https://{ELSEWHERE}",
    "a fragment": lambda own: f"{own}#part",
    "inside another one": lambda own: f"https://{ELSEWHERE}/?next={own}",
    "another one behind it": lambda own: f"{own} https://{ELSEWHERE}/",
    "a script": lambda own: "javascript:alert(1)",
    "a path alone": lambda own: urlsplit(own).path or "/",
    "no address": lambda own: "no-such-address",
    "nothing": lambda own: "",
}
"""Word -> how to make a URI that is not this one."""


def foreign(own, word):
    """Return a redirect URI that is not this one."""
    return FOREIGN[word](own)
