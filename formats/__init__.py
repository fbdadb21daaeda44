"""The register's file formats: bytes to records and findings, streaming, without a database."""

from formats.unreadable import Unreadable

__all__ = ["Unreadable"]
