"""TLS before a PostgreSQL that is built without it: what libpq asks of a server, certificate and all."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.beside import beside

ASKED_FOR_TLS = bytes((0, 0, 0, 8, 4, 210, 22, 47))
"""SSLRequest, as the protocol of PostgreSQL has it: eight bytes, answered by one letter."""

CANCEL = bytes((4, 210, 22, 46))
"""What a request to stop a statement has in its place."""


class Authority:
    """Who signs certificates, and the file that those who trust it are given."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = folder / f"{name}.crt"
        own = self._certificate(self.name, self.key).add_extension(x509.BasicConstraints(True, None), critical=True)
        self.file.write_bytes(own.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def context(self, host: str) -> ssl.SSLContext:
        """What a server of that name shows."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        signed = self._certificate(name, key).add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        file = self.folder / f"{host}.pem"
        written = key.private_bytes(pem, form, serialization.NoEncryption())
        file.write_bytes(written + signed.public_bytes(pem))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _certificate(self, of: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(of)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )


@dataclass(slots=True)
class Door:
    """Where a PostgreSQL is reached over TCP. `encrypted`, `plain`: connections that came so, of which the plain are
    sent away; `cancelling`: those that would only stop a statement."""

    socket: str
    context: ssl.SSLContext | None
    port: int = 0
    encrypted: int = 0
    plain: int = 0
    cancelling: int = 0

    async def enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(8)
            if first[4:] == CANCEL:
                self.cancelling += 1
                return
            if first != ASKED_FOR_TLS or self.context is None:
                self.plain += 1
                writer.write(b"N" if first == ASKED_FOR_TLS else b"")
                await writer.drain()
                return
            writer.write(b"S")
            await writer.drain()
            await writer.start_tls(self.context)
            self.encrypted += 1
            behind = await asyncio.open_unix_connection(self.socket)
            await asyncio.gather(_carried(reader, behind[1]), _carried(behind[0], writer))
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


async def _carried(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    try:
        while part := await source.read(1 << 16):
            to.write(part)
            await to.drain()
    except (OSError, ssl.SSLError):
        return
    finally:
        to.close()


@contextmanager
def door(socket: str, context: ssl.SSLContext | None) -> Iterator[Door]:
    """Open for as long as this lasts, in a thread of its own."""
    opened = Door(socket, context)

    async def serve(ready: threading.Event, over: threading.Event) -> None:
        server = await asyncio.start_server(opened.enter, "127.0.0.1", 0)
        opened.port = server.sockets[0].getsockname()[1]
        ready.set()
        await asyncio.to_thread(over.wait)
        server.close()
        if inside := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(inside, timeout=30)

    with beside(serve):
        yield opened
