"""The proxy that the environment asks for.

As `urllib` reads it: `HTTPS_PROXY` and `HTTP_PROXY` by the scheme of what is asked, `ALL_PROXY` for
the rest, `NO_PROXY` for hosts that are reached directly; on macOS and Windows the system's own.
"""

from __future__ import annotations

from urllib.request import getproxies, proxy_bypass

from yarl import URL

from toolmind.errors import ConfigError


def proxy_for(url: URL) -> URL | None:
    """Return the proxy for a URL, with its user and password, or None where the way is direct.

    Raises:
        ConfigError: it is a proxy of a kind that is not spoken here (SOCKS), or no URL.
    """
    if proxy_bypass(f"{url.host_subcomponent}:{url.port}") or proxy_bypass(url.raw_host or ""):
        return None
    named = getproxies()
    told = named.get(url.scheme) or named.get("all")
    if not told:
        return None
    try:
        proxy = URL(told if "://" in told else f"http://{told}")
        shown = f"{proxy.scheme}://{proxy.host_port_subcomponent}"
    except ValueError:
        raise ConfigError(f"the proxy for {url.origin()} is no URL. {_REMEDY}") from None
    if proxy.scheme not in ("http", "https") or not proxy.raw_host:
        raise ConfigError(
            f"the proxy for {url.origin()} is {shown}: only http:// and https:// proxies are"
            f" spoken, not SOCKS. {_REMEDY}"
        )
    return proxy


_REMEDY = (
    "Set HTTPS_PROXY, HTTP_PROXY or ALL_PROXY to one, or name the host in NO_PROXY, or set"
    " runtime.http to httptools, which always goes directly"
)
