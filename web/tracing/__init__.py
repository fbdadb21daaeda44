"""Traces: which trace a request belongs to and, where somebody wants to see them, what it did as OpenTelemetry's spans.

Nothing of OpenTelemetry is imported unless traces are sent (docs/adr/0032).
"""
