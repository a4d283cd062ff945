"""Pencarian: what reports and cases say, found by word, by misspelt region, within one's reach.

The index holds opened texts, by the subject of the key they were sealed under. When that key is
destroyed ``vault.destroy`` takes them out in the same transaction (migration 0003); a batch holds
the lock that waits for, and leaves out what a destroyed key sealed even if it could still be
opened, so nothing comes back afterwards.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Final, LiteralString, Unpack
from uuid import UUID

from psycopg import Connection, sql
from psycopg.rows import DictRow

from domain.access import READERS
from domain.agreement import Binding
from domain.case_merge import Mergeable
from domain.conflict_case import ConflictCase
from domain.court import LitigatedCase
from domain.deliberation import Deliberation
from domain.field_task import FieldTask
from domain.joined_reports import SupportedCase
from domain.kernel import Confidential, Fact
from domain.letter import Letter
from domain.monitoring import WatchedCase
from domain.recovery_plan import RecoveryPlan
from domain.regions import parent_of
from domain.reopening import Reopenable
from domain.report import Report
from domain.role_assignment import Standing
from projections.case_board import BoardRow, CaseBoard, Filters, board_row, narrowed
from projections.letter_list import subject_of
from projections.opened import destroyed
from projections.read_model import ReadModel, Row, Rows, reach, same_row
from runtime.database import Datastore
from runtime.log import Recorded
from runtime.regions import Regions

TITLE, PLACE, BODY, OFFICE_ONLY = "A", "B", "C", "D"
"""Weight of a passage. What only the office reads is found by the office alone."""

UNSEALED = ""
"""Where passages stand that were sealed under no key: theme, region, a letter's number."""

Told = tuple[tuple[str, str, str], ...]
_TOLD: Final[Mapping[str, Told]] = {
    Report.Filed.NAME: (
        (TITLE, "Judul", "title"),
        (PLACE, "Tempat", "place"),
        (PLACE, "Pihak", "parties"),
        (BODY, "Fakta", "facts"),
        (BODY, "Pendapat pelapor", "opinion"),
        (BODY, "Platform", "details.platform"),
        (BODY, "Latar belakang", "details.background"),
        (BODY, "Pemicu", "details.trigger"),
        (BODY, "Langkah yang telah diambil", "details.steps_taken"),
        (BODY, "Perkiraan", "details.prediction"),
        (BODY, "Saran", "details.recommendation"),
    ),
    Report.Corrected.NAME: ((PLACE, "Tema", "theme"),),
    SupportedCase.SubjectCorrected.NAME: ((PLACE, "Tema", "theme"),),
    Report.NotedAsInformation.NAME: ((OFFICE_ONLY, "Kesimpulan", "conclusion"),),
    Report.Reopened.NAME: ((OFFICE_ONLY, "Alasan ditriase lagi", "explanation"),),
    ConflictCase.Opened.NAME: ((TITLE, "Judul", "title"), (PLACE, "Pihak", "parties")),
    ConflictCase.Verified.NAME: ((BODY, "Hasil verifikasi", "summary"),),
    ConflictCase.Refuted.NAME: ((BODY, "Alasan tidak terbukti", "explanation"),),
    ConflictCase.LevelChanged.NAME: ((BODY, "Alasan perubahan tingkat", "explanation"),),
    ConflictCase.EscalationProposed.NAME: (
        (BODY, "Pertimbangan eskalasi", "proposal.grounds"),
        (BODY, "Yang dimohonkan", "proposal.asked_for"),
    ),
    Mergeable.Merged.NAME: ((BODY, "Alasan penggabungan", "explanation"),),
    ConflictCase.EscalationDeclined.NAME: ((BODY, "Alasan penolakan", "explanation"),),
    ConflictCase.RecoveryBegun.NAME: ((BODY, "Hasil penanganan", "result"),),
    ConflictCase.Monitored.NAME: ((BODY, "Pemantauan", "note"),),
    ConflictCase.Closed.NAME: ((BODY, "Hasil akhir", "outcome"),),
    Reopenable.Reopened.NAME: (
        (BODY, "Alasan dibuka kembali", "explanation"),
        (BODY, "Bukti pembukaan kembali", "evidence"),
    ),
    FieldTask.Assigned.NAME: ((BODY, "Tugas", "instruction"),),
    FieldTask.Progressed.NAME: ((BODY, "Perkembangan", "note"),),
    FieldTask.Declined.NAME: ((BODY, "Alasan menolak tugas", "explanation"),),
    FieldTask.Reported.NAME: ((BODY, "Temuan", "finding"),),
    Deliberation.Scheduled.NAME: (
        (BODY, "Tempat musyawarah", "venue"),
        (PLACE, "Pihak", "parties"),
        (BODY, "Penengah", "mediator"),
        (BODY, "Agenda", "agenda"),
    ),
    Deliberation.Adjourned.NAME: ((BODY, "Jalannya sidang", "minutes"),),
    Deliberation.Deadlocked.NAME: ((BODY, "Jalannya sidang", "minutes"),),
    Deliberation.Agreed.NAME: (
        (BODY, "Jalannya sidang", "minutes"),
        (BODY, "Yang berkewajiban", "obligations.who"),
        (BODY, "Kewajiban", "obligations.what"),
        (BODY, "Pasal kesepakatan", "articles"),
        (BODY, "Belum disepakati", "open_points"),
    ),
    Deliberation.SessionHeld.NAME: (
        (BODY, "Posisi dan kepentingan", "positions"),
        (BODY, "Pilihan yang dibahas", "options"),
        (BODY, "Tindak lanjut", "follow_ups.what"),
    ),
    Deliberation.SessionNotHeld.NAME: ((BODY, "Mengapa tidak terselenggara", "explanation"),),
    WatchedCase.RelapseDenied.NAME: ((BODY, "Bukan konflik berulang", "explanation"),),
    Binding.ObligationMet.NAME: ((BODY, "Bukti", "evidence"),),
    Binding.ObligationBreached.NAME: ((BODY, "Pelanggaran", "explanation"),),
    Binding.ObligationReleased.NAME: ((BODY, "Pelepasan kewajiban", "explanation"),),
    LitigatedCase.ReferredToCourt.NAME: (
        (BODY, "Pengadilan", "court"),
        (BODY, "Nomor perkara", "docket"),
        (BODY, "Keterangan perkara", "explanation"),
    ),
    LitigatedCase.CourtDecided.NAME: ((BODY, "Putusan", "outcome"),),
    RecoveryPlan.Drafted.NAME: ((BODY, "Rencana pemulihan", "items.what"),),
    Letter.Drafted.NAME: ((OFFICE_ONLY, "Hal naskah", "content"),),
    Letter.Approved.NAME: ((OFFICE_ONLY, "Nomor naskah", "number"),),
}
"""What of each event can be found: weight, label, and where in the event it stands."""

_RANKS: Final = (0.02, 0.05, 0.3, 1.0)
"""What a word is worth in a letter, in the body, in place and parties, in the title."""


@dataclass(frozen=True)
class Passage:
    """One text of an event as it stands in the index."""

    subject: str
    weight: str
    label: str
    text: str

    @property
    def stored(self) -> list[str]:
        return [self.weight, self.label, self.text]


class SearchIndex(ReadModel):
    """One row per report, and per case with the texts of all its reports, tasks and talks."""

    TABLE = "search_index_1"
    KEY = "stream"
    COLUMNS: ClassVar = {
        "stream": "uuid NOT NULL",
        "case_id": "uuid",
        "filed_by": "uuid",
        "names": "text NOT NULL",
        "opened": "jsonb NOT NULL",
    }
    COMPUTED: ClassVar = {
        "heading": "tsvector NOT NULL GENERATED ALWAYS AS (view.lexemes(opened, false)) STORED",
        "document": "tsvector NOT NULL GENERATED ALWAYS AS (view.lexemes(opened, true)) STORED",
    }
    INDEXES: ClassVar = {
        "board": "(coalesce(case_id, stream))",
        "document": "USING gin (document)",
        "names": "USING gin (names gin_trgm_ops)",
    }
    topics = frozenset(_TOLD) | {Report.OpenedAsCase.NAME, Report.JoinedToCase.NAME}

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream
        yield recorded.case_id
        match recorded.fact:
            case ConflictCase.Opened(report_id=report_id):
                yield report_id
            case Report.OpenedAsCase(case_id=case_id) | Report.JoinedToCase(case_id=case_id):
                yield case_id

    def load(self, conn: Connection[DictRow], batch: Sequence[Recorded]) -> dict[UUID, Row]:
        """Also whose keys are destroyed; from here to the end of the batch no further one is."""
        subjects = {said.subject for each in batch for said in passages_of(each.fact)}
        self._gone = destroyed(conn, subjects)
        return super().load(conn, batch)

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        match fact:
            case Report.Filed():
                rows.add(fact.originator_id, _row(fact, fact.theme, filed_by=fact.reporter))
            case ConflictCase.Opened():
                rows.add(fact.originator_id, _row(fact, fact.theme, case_id=fact.originator_id))
                _join(rows, fact.report_id, fact.originator_id)
            case Report.OpenedAsCase() | Report.JoinedToCase():
                _join(rows, fact.originator_id, fact.case_id)
        row = rows.change(recorded.stream, recorded.case_id)
        if row is None and recorded.case_id is None and recorded.name.startswith("letter."):
            return  # about a report or a region: the index is of reports and cases
        row = same_row(row, recorded)
        for said in passages_of(fact):
            if said.subject not in self._gone:
                row["opened"].setdefault(said.subject, []).append(said.stored)


def _row(
    fact: Report.Filed | ConflictCase.Opened,
    theme: str,
    *,
    case_id: UUID | None = None,
    filed_by: UUID | None = None,
) -> Row:
    return {
        "stream": fact.originator_id,
        "case_id": case_id,
        "filed_by": filed_by,
        "names": _bare_names(fact.region),
        "opened": {
            UNSEALED: [
                [PLACE, "Tema", theme],
                [PLACE, "Wilayah", _regions().full_name(fact.region)],
            ]
        },
    }


def _join(rows: Rows, report_id: UUID, case_id: UUID) -> None:
    """A case is found by what its reports say; whichever of the two facts is read last."""
    report, case = rows.change(report_id), rows.change(case_id)
    if report is not None:
        report["case_id"] = case_id
    if report is not None and case is not None and str(report_id) in report["opened"]:
        case["opened"][str(report_id)] = report["opened"][str(report_id)]


def passages_of(fact: Fact) -> Iterator[Passage]:
    """What of an event goes into the index, as far as it can still be read."""
    for weight, label, path in _TOLD.get(fact.NAME, ()):
        for value in _at(fact, path.split(".")):
            subject, text = UNSEALED, value
            if isinstance(value, Confidential):
                subject, text = str(value.sealed_for), value.text
                if text is not None and isinstance(fact, Letter.Drafted):
                    text = subject_of(value)
            if text is not None:
                yield Passage(subject=subject, weight=weight, label=label, text=str(text))


def _at(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """The values at the end of a path; along each of several where it meets several."""
    if isinstance(value, tuple):
        for each in value:
            yield from _at(each, path)
    elif value is not None and path:
        yield from _at(getattr(value, path[0]), path[1:])
    elif value is not None:
        yield value


@cache
def _bare_names(region: str) -> str:
    """`Tebet Barat, Tebet, Jakarta Selatan`: what may be misspelt of a region's full name."""
    names = []
    while region:
        names.append(_KIND.sub("", _regions().name(region)))
        region = parent_of(region)
    return ", ".join(names[:-1] or names)


@cache
def _regions() -> Regions:
    return Regions()


_KIND: Final = re.compile(r"^(?:(?:Kota|Kabupaten|Adm\.|Desa Adat) )+")


# -- asking --------------------------------------------------------------------------------------

MOST_TERMS: Final = 12
LONGEST_QUERY: Final = 200
ALIKE: Final = 0.3
"""Share of trigrams from which on a word is taken for a misspelt part of a region's name."""

_TERM: Final = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]+)"|(?:(?<=\s)|^)(-?)(\S+)')
_START, _STOP = "\x02", "\x03"
"""Around what was found: characters that no text of the record can hold."""

_NO_TAGS: Final = str.maketrans("\x04\x05", "<>")
"""A headline leaves out what looks like a tag; so while it is cut, nothing does."""

_MARKS: Final = f"StartSel={_START}, StopSel={_STOP}"
_CUT: Final = 'MaxWords=28, MinWords=12, MaxFragments=2, FragmentDelimiter=" … "'
_ALL_WORDS: Final = sql.SQL("websearch_to_tsquery('indonesian', %(words)s)")
_ANY_WORD: Final = sql.SQL("websearch_to_tsquery('indonesian', %(any)s)")
_TITLE_SAID: Final = sql.SQL(
    "(SELECT ts_headline('indonesian', told ->> 2, {any}, %(whole)s)"
    " FROM jsonb_array_elements(s.opened -> s.stream::text) told"
    " WHERE told ->> 0 = %(title)s LIMIT 1)"
).format(any=_ANY_WORD)
_SNIPPETS: Final = sql.SQL(
    "(SELECT coalesce(json_agg(json_build_array(label, said)), '[]') FROM"
    " (SELECT told ->> 1 AS label, ts_headline('indonesian',"
    " translate(told ->> 2, '<>', E'\\x04\\x05'), {any}, %(cut)s) AS said"
    " FROM jsonb_each(s.opened) each (subject, passages), jsonb_array_elements(passages) told"
    " WHERE told ->> 0 = ANY (%(shown)s) AND to_tsvector('indonesian', told ->> 2) @@ {any}"
    " LIMIT 2) found)"
).format(any=_ANY_WORD)


@dataclass(frozen=True)
class Term:
    """One word or phrase that was asked for, without little words; or that must be missing."""

    text: str
    without: bool = False

    @property
    def asked(self) -> str:
        """As ``websearch_to_tsquery`` reads it."""
        return f'{"-" if self.without else ""}"{self.text}"'


Parts = tuple[tuple[str, bool], ...]
"""Plain text, and whether it is what was asked for; one after the other."""


@dataclass(frozen=True)
class Snippet:
    """A piece of text in which something was found: what it is, and its parts in turn."""

    label: str
    parts: Parts


@dataclass(frozen=True)
class Hit:
    """One case or report that was found; ``row`` is its line on the board."""

    stream: UUID
    own_report: bool
    title: Parts
    row: BoardRow
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True)
class Found:
    """One page of what was found, and how many there are in all.

    ``alike`` are the words that nothing says, for which regions of a similar name were taken;
    ``too_common`` those that every text has and that were not looked for.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    terms: tuple[Term, ...] = ()
    alike: tuple[str, ...] = ()
    too_common: tuple[str, ...] = ()


class SearchView:
    """The index as a desk asks it: nobody finds, nor counts, what they may not read."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._index = SearchIndex().table
        self._board = CaseBoard().table

    def find(
        self,
        text: str,
        *,
        reader: Standing,
        actor: UUID,
        limit: int = 20,
        offset: int = 0,
        **filters: Unpack[Filters],
    ) -> Found:
        """Titles first, then places and parties, then the rest; the latest first among equals.

        Without words, all that the filters leave. Where a word is nowhere, regions whose name is
        like it are taken instead.
        """
        with self._datastore.get_connection() as conn, conn.transaction():
            asked = _Asked(conn, self._index, self._board, reader, actor, filters)
            terms, too_common = asked.terms(text)
            asked.by_index(words=bool(terms))
            if too_common and not terms:
                return Found(too_common=too_common)
            alike: tuple[Term, ...] = ()
            hits, total = asked.page(terms, alike, limit, offset)
            if not total and (alike := asked.nowhere(terms)):
                hits, total = asked.page(terms, alike, limit, offset)
        return Found(
            hits=hits,
            total=total,
            terms=terms,
            alike=tuple(each.text for each in alike) if total else (),
            too_common=too_common,
        )


_OFFICE: Final = sql.SQL(
    "FROM {index} s JOIN {board} b ON b.id = s.stream"
    " WHERE (s.filed_by IS NULL OR s.case_id IS NULL) AND {bound} AND {narrow}"
)
"""A report is found until it is a case, then the case."""

_BY_NAME: Final = sql.SQL(
    "FROM (SELECT * FROM {board} WHERE {bound} AND {narrow} OFFSET 0) b"
    " JOIN {index} s ON coalesce(s.case_id, s.stream) = b.id"
    " WHERE (s.filed_by = %(actor)s OR s.filed_by IS NULL AND %(actor)s = ANY (b.liaisons))"
)
"""Cases one is asked in, and reports one has told oneself: their few rows of the board first."""

_PAGE: Final = (
    "WITH hit AS MATERIALIZED (SELECT s.stream, b.id, b.opened_at,"
    " ts_rank(%(ranks)s::float4[], s.heading, {any}){near} AS rank {source} AND {match}),"
    " page AS (SELECT * FROM hit"
    " ORDER BY rank DESC, opened_at DESC, stream LIMIT %(limit)s OFFSET %(offset)s)"
    " SELECT total, b.*, s.stream, s.filed_by, {title} AS heading, {snippets} AS snippets"
    " FROM (SELECT count(*) AS total FROM hit) counted LEFT JOIN page ON true"
    " LEFT JOIN {board} b ON b.id = page.id LEFT JOIN {index} s ON s.stream = page.stream"
    " ORDER BY page.rank DESC, page.opened_at DESC, page.stream"
)
"""One row at least, which says how many there are."""


class _Asked:
    """One question, within one transaction."""

    def __init__(
        self,
        conn: Connection[DictRow],
        index: sql.Identifier,
        board: sql.Identifier,
        reader: Standing,
        actor: UUID,
        filters: Filters,
    ) -> None:
        self._conn, self._index, self._board = conn, index, board
        self._reads_all = reader.role in READERS
        bound, params = reach(reader, by_name=actor, of="id")
        narrow, chosen = narrowed(filters)
        self._params = params | chosen | {"actor": actor}
        self._source = (_OFFICE if self._reads_all else _BY_NAME).format(
            index=index, board=board, bound=bound, narrow=narrow
        )

    def terms(self, text: str) -> tuple[tuple[Term, ...], tuple[str, ...]]:
        """What is looked for, and the words that are too common to be."""
        typed = [
            (match[2] or match[4], (match[1] or match[3]) == "-")
            for match in _TERM.finditer(text[:LONGEST_QUERY])
        ][:MOST_TERMS]
        kept = self._conn.execute(
            "SELECT view.stripped(said) AS kept FROM unnest(%s::text[]) WITH ORDINALITY u (said, n)"
            " ORDER BY n",
            ([said for said, _ in typed],),
        ).fetchall()
        both = [
            (said, row["kept"], without) for (said, without), row in zip(typed, kept, strict=True)
        ]
        return (
            tuple(Term(kept, without) for _, kept, without in both if kept),
            tuple(said for said, kept, _ in both if not kept and any(map(str.isalnum, said))),
        )

    def by_index(self, *, words: bool) -> None:
        """No scan where words are asked for: the planner cannot know that it unpacks all texts."""
        self._conn.execute(
            "SELECT set_config('pg_trgm.strict_word_similarity_threshold', %s, true),"
            " set_config('enable_seqscan', %s, true)",
            (str(ALIKE), "off" if words else "on"),
        )

    def nowhere(self, terms: Sequence[Term]) -> tuple[Term, ...]:
        """The terms of which nothing within reach and filters says anything."""
        asked = "SELECT EXISTS (SELECT {source} AND {match}) AS somewhere"
        return tuple(
            term
            for term in terms
            if not term.without and not self._rows(asked, [term], ())[0]["somewhere"]
        )

    def page(
        self, terms: Sequence[Term], alike: Sequence[Term], limit: int, offset: int
    ) -> tuple[tuple[Hit, ...], int]:
        """The hits of one page, and how many there are on all pages."""
        rows = self._rows(_PAGE, terms, alike, limit=limit, offset=offset)
        hits = tuple(
            Hit(
                stream=row["stream"],
                own_report=row["filed_by"] is not None and not self._reads_all,
                title=_parts(row["heading"] or Confidential.REDACTED),
                row=board_row(row),
                snippets=tuple(Snippet(label, _parts(said)) for label, said in row["snippets"]),
            )
            for row in rows
            if row["stream"] is not None
        )
        return hits, rows[0]["total"]

    def _rows(
        self, asked: LiteralString, terms: Sequence[Term], alike: Sequence[Term], **more: int
    ) -> list[DictRow]:
        """``prepare=False``: each question is planned for the words it asks."""
        said = [term for term in terms if term not in alike]
        named = {f"alike{number}": term.text for number, term in enumerate(alike)}
        near = [
            sql.SQL(" + strict_word_similarity({}, s.names)").format(sql.Placeholder(name))
            for name in named
        ]
        match = [sql.SQL("s.names %%>> {}").format(sql.Placeholder(name)) for name in named]
        if said:
            match += [sql.SQL("s.document @@ {}").format(_ALL_WORDS)]
            if not self._reads_all:
                match += [sql.SQL("ts_filter(s.document, '{{a,b,c}}') @@ {}").format(_ALL_WORDS)]
        query = sql.SQL(asked).format(
            source=self._source,
            match=sql.SQL(" AND ").join(match) if match else sql.SQL("true"),
            near=sql.Composed(near),
            any=_ANY_WORD,
            title=_TITLE_SAID,
            snippets=_SNIPPETS,
            board=self._board,
            index=self._index,
        )
        words = {
            "words": " ".join(term.asked for term in said),
            "any": " or ".join(term.asked for term in said if not term.without),
            "ranks": list(_RANKS),
            "shown": [PLACE, BODY, OFFICE_ONLY] if self._reads_all else [PLACE, BODY],
            "title": TITLE,
            "whole": f"{_MARKS}, HighlightAll=true",
            "cut": f"{_MARKS}, {_CUT}",
        }
        params = self._params | words | named | more
        return self._conn.execute(query, params, prepare=False).fetchall()


def _parts(said: str) -> Parts:
    """A headline as plain text, apart in what was asked for and what stands around it."""
    parts: list[tuple[str, bool]] = []
    for piece in said.translate(_NO_TAGS).split(_START):
        found, stop, after = piece.rpartition(_STOP)
        parts += [(found, True)] if stop else []
        parts += [(after, False)] if after else []
    return tuple(parts)
