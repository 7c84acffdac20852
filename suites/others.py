"""Others: whom a scenario needs beside the default client and its user."""


def client_of_the_same_user(server):
    """Return the other client, to which the same user has given tokens, or, where it cannot, a user of its own."""
    other = server.another_client(same_user=True)
    return other if other.does("issue").send().is_accepted else client_with_a_user(server)


def client_with_a_user(server):
    """Return the other client; not testable where no user of it can be had."""
    other = server.another_client()
    if not other.does("issue").send().is_accepted:
        server.not_testable("the other client has no user of its own")
    return other
