"""What goes wrong on this machine, said in one line a person can act on."""


class LocalError(Exception):
    """One clear sentence for standard error; the command that meets it ends with exit code 2."""
