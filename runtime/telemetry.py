"""Traces and metrics: opaque ids, rules and counts. Nothing personal is ever in one.

One trace leads from a command over its events, the relay, the workflow and its activity to the
next command; the envelope of every event carries where in it the event was decided. Nothing
leaves the process unless an endpoint is configured, and then only what ``Discreet`` lets through.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from opentelemetry import context as contexts
from opentelemetry import metrics, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Meter, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio.contrib.opentelemetry import TracingInterceptor

TOLD: Final = frozenset(
    {
        *("rukun.command", "rukun.role", "rukun.workflow"),
        *("temporalWorkflowID", "temporalRunID", "temporalActivityID", "temporalUpdateID"),
    }
)
"""Attributes of a span that may leave the process: names of things and opaque ids."""

Readings = Callable[[], Mapping[str, float]]
"""A figure as it stands now, by what it is counted for."""

FLUSH: Final = 3000
"""Milliseconds a process that ends waits for its last spans to be taken."""

_W3C: Final = TraceContextTextMapPropagator()


class Discreet(SpanExporter):
    """Passes on names, times, kinship and what ``TOLD`` lists; an exception's words stay here."""

    def __init__(self, onward: SpanExporter) -> None:
        self._onward = onward

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._onward.export([_bare(each) for each in spans])

    def shutdown(self) -> None:
        self._onward.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._onward.force_flush(timeout_millis)


def _bare(span: ReadableSpan) -> ReadableSpan:
    told = {name: value for name, value in (span.attributes or {}).items() if name in TOLD}
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=told,
        links=[trace.Link(each.context) for each in span.links],
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=trace.Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )


class Telemetry:
    """Where this process's spans and measurements go: nowhere, until it is told."""

    def __init__(
        self, tracer: trace.Tracer, meter: Meter, flush: Callable[[], object] | None = None
    ) -> None:
        self.tracer = tracer
        self.on = flush is not None
        self._flush = flush
        self.commands = meter.create_counter(
            "rukun.commands", description="Commands by name, role and what they came to"
        )
        self.refusals = meter.create_counter(
            "rukun.refusals", description="Refusals by rule and command"
        )
        self.elapsed = meter.create_counter(
            "rukun.windows.elapsed", description="Windows that elapsed, by what was waited for"
        )
        self.duration = meter.create_histogram(
            "rukun.command.duration", unit="s", description="From a command to its answer"
        )
        self._meter = meter

    def flush(self) -> None:
        """Sends what is still held back; for the end of a process."""
        if self._flush is not None:
            self._flush()

    def observe(self, name: str, by: str, description: str, readings: Readings) -> None:
        """A gauge ``name``, read when it is exported, with one value for each ``by``.

        A database that cannot be asked leaves the gauge without a value for that time.
        """

        def read(_: CallbackOptions) -> Iterable[Observation]:
            try:
                found = readings()
            except Exception:  # noqa: BLE001 - a gauge that cannot be read is a gap, not a crash
                return []
            return [Observation(value, {by: each}) for each, value in found.items()]

        self._meter.create_observable_gauge(name, [read], description=description)


def silent() -> Telemetry:
    """Keeps nothing and sends nothing."""
    return Telemetry(trace.NoOpTracer(), metrics.NoOpMeterProvider().get_meter("rukun"))


_now: Telemetry = silent()


def current() -> Telemetry:
    """This process's telemetry."""
    return _now


def use(telemetry: Telemetry) -> Telemetry:
    """Makes ``telemetry`` this process's; answers with what was before."""
    global _now
    before, _now = _now, telemetry
    return before


def configure(role: str, endpoint: str | None) -> None:
    """Sends spans and metrics to ``endpoint`` (OTLP over HTTP); without one there are none."""
    if endpoint is None:
        return
    base = endpoint.rstrip("/")
    reader = PeriodicExportingMetricReader(OTLPMetricExporter(endpoint=f"{base}/v1/metrics"))
    use(telling(role, OTLPSpanExporter(endpoint=f"{base}/v1/traces"), reader))


def telling(role: str, exporter: SpanExporter, reader: MetricReader) -> Telemetry:
    """Telemetry of the role ``role`` that goes to these two."""
    resource = Resource.create({"service.name": f"rukun-{role}"})
    spans = TracerProvider(resource=resource)
    spans.add_span_processor(BatchSpanProcessor(Discreet(exporter)))
    measured = MeterProvider([reader], resource=resource)

    def flush() -> None:
        spans.force_flush(FLUSH)
        measured.force_flush(FLUSH)

    return Telemetry(spans.get_tracer("rukun"), measured.get_meter("rukun"), flush)


@contextmanager
def span(name: str, **ids: str) -> Iterator[str | None]:
    """A span with opaque ids as attributes; yields where it stands (W3C ``traceparent``).

    None where nobody traces.
    """
    attributes = {f"rukun.{key}": value for key, value in ids.items()}
    with _now.tracer.start_as_current_span(
        name,
        attributes=attributes,
        record_exception=False,  # an exception may quote what a case says
        set_status_on_exception=False,
    ):
        yield _here()


@contextmanager
def following(traceparent: str | None) -> Iterator[None]:
    """What is done inside belongs to the trace that an event was decided in."""
    if traceparent is None or not _now.on:
        yield
        return
    token = contexts.attach(_W3C.extract({"traceparent": traceparent}))
    try:
        yield
    finally:
        contexts.detach(token)


def interceptors() -> list[Any]:
    """Carries the trace through Temporal; nothing where nobody traces."""
    return [TracingInterceptor(_now.tracer)] if _now.on else []


def _here() -> str | None:
    carrier: dict[str, str] = {}
    _W3C.inject(carrier)
    return carrier.get("traceparent")
