"""Why a server cannot be reached or refuses, as sentences that say what to do."""

from __future__ import annotations

import http
import socket
import ssl
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from curator.errors import DownloadError
from curator.weights.known import Weights

_HTTP = http.HTTPStatus


def refused(weights: Weights, error: urllib.error.HTTPError) -> DownloadError:
    """The error of an answer that is no file."""
    via = _proxy(weights.address)
    status = f"{error.code} {error.reason}".strip()
    if via is not None and error.code in (_HTTP.PROXY_AUTHENTICATION_REQUIRED, _HTTP.FORBIDDEN):
        return _not_from(weights, f"{via} refuses it ({status})", _ASK_PROXY)
    if error.code in (_HTTP.NOT_FOUND, _HTTP.GONE):
        return _not_from(weights, f"the file is not there any more ({status})", "use a newer curator")
    return _not_from(weights, f"the server refuses it ({status})", "try again later")


def unreachable(weights: Weights, error: Exception) -> DownloadError:
    """The error of a server that cannot be reached, or that says what is not HTTP."""
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    said = (getattr(reason, "strerror", None) or str(reason) or type(reason).__name__).rstrip(".")
    via = _proxy(weights.address)
    if isinstance(reason, ssl.SSLCertVerificationError):
        why = "its certificate is not trusted here"
        return _not_from(weights, why, "name your certificates' file in SSL_CERT_FILE")
    if "Tunnel connection failed" in str(reason):
        return _not_from(weights, f"{via or 'the proxy'} refuses it ({reason})", _ASK_PROXY)
    if via is not None:
        return _not_from(weights, f"{via} cannot be reached ({said})", _ASK_PROXY)
    if isinstance(reason, socket.gaierror):
        return _not_from(weights, "its name is not known here", _ASK_NETWORK)
    return _not_from(weights, said, _ASK_NETWORK)


_ASK_NETWORK = "check the network, or name its proxy in https_proxy"
_ASK_PROXY = "check https_proxy and no_proxy, with a login in the address where the proxy wants one"


def _not_from(weights: Weights, why: str, what_to_do: str) -> DownloadError:
    host = urlsplit(weights.address).hostname
    return DownloadError(
        f"The {weights.name} weights could not be downloaded from {host}, because {why}: {what_to_do}."
    )


def _proxy(address: str) -> str | None:
    """The proxy that the environment names for an address, without its login; None without one."""
    parts = urlsplit(address)
    proxies = urllib.request.getproxies()
    named = proxies.get(parts.scheme, proxies.get("all"))
    if not named or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    return f"the proxy {named.rpartition('@')[2].rpartition('//')[2].rstrip('/')}"
