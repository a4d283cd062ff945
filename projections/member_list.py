"""Daftar anggota FKDM, and how many reports each account has filed on which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from psycopg import sql

from domain.kernel import Secrecy
from domain.member import Element, Member, MemberState
from domain.regions import zone_of
from domain.report import Report, Source
from domain.role_assignment import Standing
from projections.opened import OpenedModel, told
from projections.read_model import ReadModel, Rows, prefix, reach, same_row, topics_of, within
from runtime.database import Datastore
from runtime.log import Recorded


class MemberList(OpenedModel):
    """One row per member of a forum. The name is forgotten with the member's key."""

    TABLE = "member_list_1"
    KEY = "member_id"
    COLUMNS: ClassVar = {
        "member_id": "uuid NOT NULL",
        "region": "text NOT NULL",
        "secrecy": "text NOT NULL",
        "state": "text NOT NULL",
        "element": "text NOT NULL",
        "person": "uuid",
        "active_since": "date",
        "ends_on": "date",
        "trainings": "int NOT NULL",
        "opened": "jsonb NOT NULL",
        "position": "bigint NOT NULL",
    }
    COMPUTED: ClassVar = {"name": told("name")}
    INDEXES: ClassVar = {"region": "(region text_pattern_ops)"}
    topics = topics_of("member.")

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, Member.Nominated):
            opened: dict[str, Any] = {}
            self.tell(opened, "name", fact.name)
            rows.add(
                fact.originator_id,
                {
                    "member_id": fact.originator_id,
                    "region": fact.region,
                    "secrecy": Secrecy.RESTRICTED.value,
                    "state": MemberState.CANDIDATE.value,
                    "element": fact.element.value,
                    "person": None,
                    "active_since": None,
                    "ends_on": None,
                    "trainings": 0,
                    "opened": opened,
                    "position": recorded.position,
                },
            )
            return
        row = same_row(rows.change(recorded.stream), recorded)
        row["position"] = recorded.position
        match fact:
            case Member.Assessed():
                row["state"] = MemberState.SELECTION.value
            case Member.TurnedDown():
                row["state"] = MemberState.NOT_SELECTED.value
            case Member.Appointed():
                row["state"], row["ends_on"] = MemberState.APPOINTED.value, fact.ends_on
            case Member.Activated():
                row["state"], row["person"] = MemberState.ACTIVE.value, fact.person
                row["active_since"] = _day_of(recorded, row["region"])
            case Member.Trained():
                row["trainings"] += 1
            case Member.Ended():
                row["state"] = MemberState.ENDED.value


class ReporterDays(ReadModel):
    """One row per account that reports as FKDM: how many reports on which day."""

    TABLE = "reporter_days_1"
    KEY = "reporter"
    COLUMNS: ClassVar = {"reporter": "uuid NOT NULL", "days": "jsonb NOT NULL"}
    topics = frozenset({Report.Filed.NAME})
    plain = False

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        if isinstance(recorded.fact, Report.Filed):
            yield recorded.fact.reporter

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        if not isinstance(fact, Report.Filed) or fact.source is not Source.FKDM:
            return
        row = rows.change(fact.reporter)
        if row is None:
            row = {"reporter": fact.reporter, "days": {}}
            rows.add(fact.reporter, row)
        day = _day_of(recorded, fact.region).isoformat()
        row["days"][day] = row["days"].get(day, 0) + 1


def _day_of(recorded: Recorded, region: str) -> date:
    return recorded.fact.envelope.recorded_at.astimezone(zone_of(region)).date()


@dataclass(frozen=True)
class MemberRow:
    """One member as the list shows them; ``days`` are their account's reports."""

    member_id: UUID
    region: str
    name: str
    state: MemberState
    element: Element
    person: UUID | None
    active_since: date | None
    ends_on: date | None
    trainings: int
    days: dict[str, int]

    def filed(self, today: date, span: int) -> int:
        """Reports of the last ``span`` days, as a member."""
        first = max(self.active_since or today, today - timedelta(days=span - 1))
        return sum(
            count for day, count in self.days.items() if first.isoformat() <= day <= str(today)
        )

    def target(self, today: date, span: int, per_week: int) -> float:
        """Reports expected in those days; fewer for who began later."""
        if self.active_since is None:
            return 0.0
        days = min(span, (today - self.active_since).days + 1)
        return max(days, 0) * per_week / 7


class MemberView:
    """What the forum's desk asks."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._members = MemberList().table
        self._days = ReporterDays().table

    def rows(
        self, reader: Standing, *, region: str = "", state: MemberState | None = None
    ) -> list[MemberRow]:
        """Members within the reader's reach, by region and name."""
        condition, params = reach(reader, of="member_id")
        conditions = [condition]
        if region:
            conditions.append(within("inside"))
            params |= prefix("inside", region)
        if state is not None:
            conditions.append(sql.SQL("state = %(state)s"))
            params["state"] = state.value
        query = sql.SQL(
            "SELECT m.*, coalesce(d.days, '{{}}'::jsonb) AS days FROM {} m"
            " LEFT JOIN {} d ON d.reporter = m.person WHERE {} ORDER BY region, name, member_id"
            " LIMIT 5000"
        ).format(self._members, self._days, sql.SQL(" AND ").join(conditions))
        with self._datastore.reading() as cursor:
            return [
                MemberRow(
                    member_id=row["member_id"],
                    region=row["region"],
                    name=row["name"],
                    state=MemberState(row["state"]),
                    element=Element(row["element"]),
                    person=row["person"],
                    active_since=row["active_since"],
                    ends_on=row["ends_on"],
                    trainings=row["trainings"],
                    days=row["days"],
                )
                for row in cursor.execute(query, params)
            ]
