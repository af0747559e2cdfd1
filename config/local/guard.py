"""The demo is for this machine alone: its passwords are known to everybody."""

import ipaddress
import socket
from collections.abc import Mapping

from config.local.errors import LocalError


def is_local(name: str) -> bool:
    """Whether a name or address can only mean this machine."""
    bare = name.strip().strip("[]").rstrip(".").lower()
    if bare == "localhost" or bare.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def refuse_public(environ: Mapping[str, str]) -> None:
    """Raise LocalError when BIND or ALLOWED_HOSTS would open the demo to others."""
    named = {"BIND": [environ.get("BIND", "127.0.0.1")], "ALLOWED_HOSTS": environ.get("ALLOWED_HOSTS", "").split(",")}
    for setting, names in named.items():
        for name in names:
            if name.strip() and not is_local(name):
                raise LocalError(
                    f"{setting} names {name.strip()}, which is not this machine. The demo's passwords are public: "
                    "it only runs on 127.0.0.1."
                )


def refuse_taken_port(host: str, port: str) -> None:
    """Raise LocalError when the port is no port, or somebody listens on it."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise LocalError(f"PORT={port} is not a port: take a number from 1 to 65535.")
    family, kind, _, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise LocalError(
                f"Port {port} on {host} is taken or not allowed ({error.strerror}). Choose another: make demo PORT=8001"
            ) from error
