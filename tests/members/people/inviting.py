"""What an inviting form sends."""

PEOPLE = ["members:people", "members:invite"]


def sent(addresses, **more):
    return {"emails": "\n".join(addresses), "audience": "MEMBER", **more}
