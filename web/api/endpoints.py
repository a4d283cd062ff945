"""Every address of the API but the commands: what it asks and answers, the scope it needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final

from geojson_pydantic import FeatureCollection
from pydantic import BaseModel, Field

from application.sitting import Outcome
from domain.attachment import LARGEST
from runtime.tokens import Scope
from web import geojson
from web.api import files, intake, shapes, views
from web.api.views import Nothing, Paged, Question, Words

JSON: Final = "application/json"


class Tried(Nothing):
    """Whether it is only tried."""

    dry_run: bool = Field(default=False, description="Diperiksa seluruhnya, tidak disimpan.")


class IndexAsked(Nothing):
    """Of which publication."""

    edition: Annotated[Words, Field(min_length=1)] = Field(description="Misalnya 2024.")


@dataclass(frozen=True)
class Endpoint:
    """One address."""

    path: str
    run: Callable[[Question], Any]
    scope: Scope | None
    answer: type[BaseModel] | None
    """None for what answers with a file."""

    query: type[BaseModel] = Nothing
    method: str = "GET"
    takes: tuple[str, ...] = ()
    """Media types of the body."""

    gives: str = JSON
    once: bool = False
    """Whether it carries an Idempotency-Key."""

    largest: int = intake.LARGEST
    """Bytes of the body."""

    @property
    def summary(self) -> str:
        return " ".join((self.run.__doc__ or "").split())

    @property
    def name(self) -> str:
        return self.run.__name__


def _files(
    of: str, scope: tuple[Scope, Scope], *run: Callable[[Question], Any]
) -> Iterator[Endpoint]:
    """Handing files in and out of one kind of thing: what needs which scope."""
    reading, writing = scope
    give, take = run
    one = f"{of}/attachments/{{sha}}"
    yield Endpoint(one, give, reading, None, files.OneFile)
    yield Endpoint(
        f"{of}/attachments",
        take,
        writing,
        Outcome,
        files.Attaching,
        "POST",
        files.MEDIA,
        once=True,
        largest=LARGEST,
    )


ENDPOINTS: Final = (
    Endpoint("/me", views.me, None, shapes.Me),
    Endpoint("/commands", views.allowed, None, shapes.AllowedList),
    Endpoint("/cases", views.cases, Scope.READ_CASES, shapes.CaseList, views.CasesAsked),
    Endpoint(
        "/cases.geojson",
        views.cases_geojson,
        Scope.READ_CASES,
        FeatureCollection,
        views.CasesOnMap,
        gives=geojson.MEDIA,
    ),
    Endpoint("/cases/{case_id}", views.case, Scope.READ_CASES, shapes.CaseDetail),
    Endpoint(
        "/cases/{case_id}/history",
        views.case_history,
        Scope.READ_CASES,
        shapes.History,
        views.HistoryAsked,
    ),
    *_files(
        "/cases/{case_id}",
        (Scope.READ_CASES, Scope.WRITE_CASES),
        files.file_of_case,
        files.attach_to_case,
    ),
    *_files(
        "/reports/{report_id}",
        (Scope.READ_REPORTS, Scope.WRITE_REPORTS),
        files.file_of_report,
        files.attach_to_report,
    ),
    *_files(
        "/tasks/{task_id}",
        (Scope.READ_TASKS, Scope.WRITE_TASKS),
        files.file_of_task,
        files.attach_to_task,
    ),
    Endpoint("/search", views.search, Scope.READ_CASES, shapes.Hits, views.SearchAsked),
    Endpoint("/reports", views.reports, Scope.READ_REPORTS, shapes.ReportList, Paged),
    Endpoint("/reports/{report_id}", views.report, Scope.READ_REPORTS, shapes.ReportDetail),
    Endpoint("/tasks", views.tasks, Scope.READ_TASKS, shapes.TaskList, Paged),
    Endpoint("/tasks/{task_id}", views.task, Scope.READ_TASKS, shapes.TaskDetail),
    Endpoint("/letters", views.letters, Scope.READ_LETTERS, shapes.LetterList, Paged),
    Endpoint("/letters/{letter_id}", views.letter, Scope.READ_LETTERS, shapes.LetterDetail),
    Endpoint("/work", views.work, Scope.READ_WORK, shapes.WorkList, Paged),
    Endpoint(
        "/regions", views.regions, Scope.READ_REGIONS, shapes.RegionStatusList, views.RegionsAsked
    ),
    Endpoint(
        "/regions.geojson",
        views.regions_geojson,
        Scope.READ_REGIONS,
        FeatureCollection,
        views.RegionsAsked,
        gives=geojson.MEDIA,
    ),
    Endpoint("/figures", views.figures, Scope.READ_FIGURES, shapes.Figures, views.FiguresAsked),
    Endpoint(
        "/prevention/activities",
        views.activities,
        Scope.READ_PREVENTION,
        shapes.Activities,
        Paged,
    ),
    Endpoint(
        "/prevention/declarations",
        views.declarations,
        Scope.READ_PREVENTION,
        shapes.Declarations,
        views.DeclarationsAsked,
    ),
    Endpoint(
        "/intake/events",
        intake.events,
        Scope.INTAKE,
        shapes.IntakeResult,
        Tried,
        "POST",
        (intake.STRUCTURED, intake.BATCH, JSON),
    ),
    Endpoint(
        "/intake/reports",
        intake.reports,
        Scope.INTAKE,
        shapes.IntakeResult,
        Tried,
        "POST",
        intake.TABLES,
    ),
    Endpoint("/intake/refused", intake.refused_intake, Scope.INTAKE, shapes.RefusedList, Paged),
    Endpoint(
        "/intake/election-index",
        intake.election_index,
        Scope.INTAKE,
        shapes.IndexResult,
        IndexAsked,
        "POST",
        ("text/csv",),
    ),
)
