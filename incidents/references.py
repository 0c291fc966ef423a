"""The short code with which anybody who holds it can look up the status of a report."""

from secrets import token_bytes

# Crockford's alphabet: no I, L, O or U, so that it can be read out over a telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS = 8
_MISREAD = str.maketrans("ILOU", "110V")


def new_reference(randomness: bytes | None = None) -> str:
    """Return a reference such as `7KQF-2M4X`: 40 random bits, which nobody guesses in a lifetime.

    Parameters
    ----------
    randomness : 5 bytes; drawn from the system's generator unless given.
    """
    number = int.from_bytes(randomness if randomness is not None else token_bytes(5))
    letters = "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_LETTERS)))
    return f"{letters[:4]}-{letters[4:]}"


def as_reference(text: str) -> str | None:
    """Return a reference as it is stored from what somebody typed, or None if it is none."""
    letters = "".join(text.upper().split()).replace("-", "").translate(_MISREAD)
    if len(letters) != _LETTERS or set(letters) - set(_ALPHABET):
        return None
    return f"{letters[:4]}-{letters[4:]}"
