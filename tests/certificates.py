"""Certificates made for a test: an authority, and what it vouches for."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Authority:
    """Signs certificates; `file` holds its own."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._folder, self._name = folder, _named(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        made = self._sign(self._name, self._key, x509.BasicConstraints(True, None))
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(made)

    def vouch(self, name: str, *, password: bytes = b"") -> tuple[Path, Path]:
        """Return the files of a certificate, good for 127.0.0.1 and `model.test`, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        places = [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("model.test")]
        certificate, private = (self._folder / f"{name}.{end}" for end in ("pem", "key"))
        certificate.write_bytes(self._sign(_named(name), key, x509.SubjectAlternativeName(places)))
        hidden: Any = serialization.NoEncryption()
        if password:
            hidden = serialization.BestAvailableEncryption(password)
        private.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, hidden)
        )
        return certificate, private

    def _sign(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, says: x509.ExtensionType
    ) -> bytes:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(says, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return made.public_bytes(serialization.Encoding.PEM)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
