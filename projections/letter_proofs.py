"""Bukti naskah: what anybody may know of a signed letter, and nothing that is confidential.

No subject, case, level, region or recipient: a number, a day, a kind, who signed, and a hash.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from psycopg import sql
from psycopg.rows import DictRow

from domain.kernel import Confidential
from domain.letter import Letter
from domain.letter_content import LetterContent, profile_of
from domain.letter_type import LetterType
from domain.signing import SignatureKind, SigningState
from projections.opened import OpenedModel, told
from projections.read_model import Row, Rows, same_row, topics_of
from runtime.database import Datastore
from runtime.examination import public_id_in
from runtime.log import Recorded


class LetterProofs(OpenedModel):
    """One row per letter; public from when it was signed."""

    TABLE = "letter_proofs_2"
    KEY = "letter_id"
    COLUMNS: ClassVar = {
        "letter_id": "uuid NOT NULL",
        "type": "text NOT NULL",
        "opened": "jsonb NOT NULL",
        "number": "text",
        "dated": "date",
        "signing": "text NOT NULL",
        "kind": "text",
        "public_id": "text",
        "signed_sha256": "text",
        "signed_at": "timestamptz",
        "void": "bool NOT NULL",
        "corrects": "uuid",
        "position": "bigint NOT NULL",
    }
    COMPUTED: ClassVar = {"office": told("office"), "name": told("name")}
    INDEXES: ClassVar = {
        "public_id": "(public_id) WHERE public_id IS NOT NULL",
        "sha256": "(signed_sha256) WHERE signed_sha256 IS NOT NULL",
        "corrects": "(corrects) WHERE corrects IS NOT NULL",
        "open": "(letter_id) WHERE signing IN ('dimulai', 'tidak_jelas')",
    }
    topics = topics_of("letter.")

    def keys_of(self, recorded: Recorded) -> Iterable[UUID | None]:
        yield recorded.stream

    def fold(self, rows: Rows, recorded: Recorded) -> None:
        fact = recorded.fact
        if isinstance(fact, Letter.Drafted):
            drafted = _drafted(fact)
            for name, said in _signatory(fact.content).items():
                self.tell(drafted["opened"], name, said)
            rows.add(fact.originator_id, drafted)
        row = same_row(rows.change(recorded.stream), recorded)
        row["position"] = recorded.position
        match fact:
            case Letter.Approved():
                row["number"], row["dated"] = fact.number, fact.dated
            case Letter.SigningBegun():
                row["signing"] = SigningState.BEGUN.value
            case Letter.SigningUnclear():
                row["signing"] = SigningState.UNCLEAR.value
            case Letter.NotSigned():
                row["signing"] = SigningState.NONE.value
            case Letter.Signed():
                row["signing"], row["kind"] = SigningState.SIGNED.value, fact.kind.value
                row["public_id"], row["signed_sha256"] = fact.public_id, fact.signed_sha256
                row["signed_at"] = fact.envelope.recorded_at
            case Letter.Voided():
                row["void"] = True


def _drafted(fact: Letter.Drafted) -> Row:
    row: Row = dict.fromkeys(LetterProofs.COLUMNS)
    return row | {
        "letter_id": fact.originator_id,
        "type": fact.type.value,
        "opened": {},
        "signing": SigningState.NONE.value,
        "void": False,
        "corrects": fact.corrects,
    }


def _signatory(content: Confidential) -> dict[str, Confidential]:
    """The office and the name that stand under the letter; nothing once they are forgotten."""
    if content.text is None:
        return {}
    said = LetterContent.model_validate_json(content.text)
    titles = profile_of(said).academic_titles
    return {
        name: content.model_copy(update={"text": text})
        for name, text in (
            ("office", " ".join(said.signatory.office_lines).rstrip(",")),
            ("name", said.signatory.printed_name(academic_titles=titles)),
        )
    }


@dataclass(frozen=True)
class Proof:
    """What anybody may know of one signed letter."""

    letter_id: UUID
    public_id: str
    type: LetterType
    office: str
    name: str
    number: str
    dated: date
    kind: SignatureKind
    signed_sha256: str
    signed_at: datetime
    void: bool
    superseded_by: str | None

    @property
    def stands(self) -> bool:
        """Whether it is a signed letter in force."""
        return (
            not self.void
            and self.superseded_by is None
            and self.kind is not SignatureKind.SIMULATION
        )

    @property
    def state(self) -> str:
        """In the words of the public page."""
        if self.void:
            return "Batal"
        if self.superseded_by is not None:
            return f"Diganti (ralat) dengan nomor {self.superseded_by}"
        if self.kind is SignatureKind.SIMULATION:
            return "Simulasi: bukan tanda tangan elektronik tersertifikasi"
        return "Berlaku"


class ProofView:
    """Signed letters as anybody may ask for them, by their public id or their hash."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore
        self._table = LetterProofs().table

    def by_public_id(self, public_id: str) -> Proof | None:
        return self._one("public_id", public_id)

    def by_sha256(self, digest: str) -> Proof | None:
        return self._one("signed_sha256", digest)

    def of_file(self, pdf: bytes) -> Proof | None:
        """Whose file this is: by its hash, else by the id it carries."""
        found = self.by_sha256(sha256(pdf).hexdigest())
        carried = public_id_in(pdf)
        return found or (self.by_public_id(carried) if carried else None)

    def unresolved(self) -> int:
        """How many letters have a signing call nobody knows the outcome of."""
        asked = sql.SQL(
            "SELECT count(*) AS open FROM {} WHERE signing IN ('dimulai', 'tidak_jelas')"
        ).format(self._table)
        with self._datastore.reading() as cursor:
            row = cursor.execute(asked).fetchone()
        return int(row["open"]) if row else 0

    def _one(self, column: str, value: str) -> Proof | None:
        asked = sql.SQL(
            "SELECT proof.*, ralat.number AS superseded_by FROM {0} proof"
            " LEFT JOIN {0} ralat ON ralat.corrects = proof.letter_id"
            " AND ralat.signing = 'ditandatangani' AND NOT ralat.void"
            " WHERE proof.{1} = %s LIMIT 1"
        ).format(self._table, sql.Identifier(column))
        with self._datastore.reading() as cursor:
            row = cursor.execute(asked, (value,)).fetchone()
        return _proof(row) if row else None


def _proof(row: DictRow) -> Proof:
    return Proof(
        **{name: row[name] for name in Proof.__dataclass_fields__}
        | {"type": LetterType(row["type"]), "kind": SignatureKind(row["kind"])}
    )
