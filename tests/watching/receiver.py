"""A collector of traces that understands OTLP over HTTP, as much of it as a test needs."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

Received = list[dict[str, Any]]


@contextmanager
def collector() -> Iterator[tuple[str, Received]]:
    """Its address, and the spans that it has received so far."""
    received: Received = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert (self.path, self.headers["Content-Type"]) == ("/v1/traces", "application/x-protobuf")
            sent = ExportTraceServiceRequest()
            sent.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
            received.extend(_spans(sent))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", received
        finally:
            server.shutdown()
            thread.join()


def _spans(sent: ExportTraceServiceRequest) -> Iterator[dict[str, Any]]:
    for group in sent.resource_spans:
        resource = {one.key: one.value.string_value or one.value.int_value for one in group.resource.attributes}
        for scope in group.scope_spans:
            for span in scope.spans:
                yield {
                    "name": span.name,
                    "trace": span.trace_id.hex(),
                    "id": span.span_id.hex(),
                    "parent": span.parent_span_id.hex(),
                    "attributes": {one.key: one.value.string_value or one.value.int_value for one in span.attributes},
                    "resource": resource,
                }
