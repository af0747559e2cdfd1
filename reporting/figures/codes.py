"""How the list behind a number says of which row it is: the codes of the row one after the other."""

BETWEEN, UNKNOWN = "~", "-"


def codes_of(what: str, number: int) -> list[str]:
    """So many codes, an empty one for what is not known. Raises KeyError when there are more or fewer."""
    codes = [without_code(code) for code in what.split(BETWEEN)]
    if len(codes) != number:
        raise KeyError(what)
    return codes


def without_code(code: str) -> str:
    return "" if code == UNKNOWN else code
