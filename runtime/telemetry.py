"""Traces: one span per command, its id kept in the envelope. Nothing personal is ever in one.

Nothing leaves the process unless an endpoint is configured.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

_tracer = trace.get_tracer("rukun")


def configure(role: str, endpoint: str | None) -> None:
    """Sends spans to ``endpoint`` (OTLP over HTTP); without one there are none."""
    if endpoint is None:
        return
    provider = TracerProvider(resource=Resource.create({"service.name": f"rukun-{role}"}))
    provider.add_span_processor(
        BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces"))
    )
    trace.set_tracer_provider(provider)


@contextmanager
def span(name: str, **ids: str) -> Iterator[str | None]:
    """A span with opaque ids as attributes; yields its trace id, None where nobody traces."""
    attributes = {f"rukun.{key}": value for key, value in ids.items()}
    with _tracer.start_as_current_span(
        name,
        attributes=attributes,
        record_exception=False,  # an exception may quote what a case says
        set_status_on_exception=False,
    ):
        context = trace.get_current_span().get_span_context()
        yield format(context.trace_id, "032x") if context.is_valid else None
