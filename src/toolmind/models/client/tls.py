"""Certificates: what an endpoint's is checked against, and what we show of ourselves."""

from __future__ import annotations

import ssl
from pathlib import Path
from urllib.parse import urlsplit

from toolmind.config import ModelConfig
from toolmind.errors import ConfigError


def tls_context(config: ModelConfig) -> ssl.SSLContext | None:
    """Return what secures connections to a model's endpoints, None where none is https.

    Raises:
        ConfigError: a file is not there, or does not hold what it should.
    """
    if not any(urlsplit(url).scheme == "https" for url in config.base_url):
        return None
    for name in ("ca_bundle", "client_cert", "client_key"):
        file = getattr(config, name)
        if file and not Path(file).is_file():
            raise ConfigError(f"{name}: no such file: {file}")
    context = _trusting(config.ca_bundle)
    if config.client_cert:
        _show(context, config.client_cert, config.client_key)
    context.set_alpn_protocols(["http/1.1"])
    return context


def _trusting(bundle: str) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=bundle or None)
    except OSError as error:
        raise ConfigError(
            f"ca_bundle: {bundle} holds no certificates in PEM form: {error.strerror}"
        ) from None


def _show(context: ssl.SSLContext, certificate: str, key: str) -> None:
    try:
        context.load_cert_chain(certificate, key or None, password=_no_password)
    except OSError as error:
        files = f"client_cert {certificate}" + (f" with client_key {key}" if key else "")
        raise ConfigError(f"{files}: no certificate and its key in PEM: {error.strerror}") from None


def _no_password() -> str:
    """Refuse: OpenSSL would ask for a password on the terminal."""
    raise ConfigError(
        "client_key is encrypted: give a key without a password, readable by you alone"
    )
