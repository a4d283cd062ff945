"""What a clock may ask of the record: to note that a moment has come."""

from uuid import UUID

from temporalio import activity
from temporalio.exceptions import ApplicationError

from application.register import Register
from domain.access import SYSTEM_ACTOR
from domain.clocks import ElapseDeadline
from domain.kernel import Channel, Frozen, Refusal, Role, key


class LetElapse(Frozen):
    """The window that has run out, on which stream, and which workflow noticed."""

    stream: UUID
    deadline_id: UUID
    asked_by: str


class Duties:
    """Deeds toward the record, safe to ask twice."""

    def __init__(self, register: Register) -> None:
        self.register = register

    @activity.defn
    def let_elapse(self, order: LetElapse) -> int:
        """Closes the window if it still stands open; answers with the position, 0 for no change.

        The command id is made from the stream and the deadline: a repeated activity is the same
        command, a window promised anew is another.
        """
        command = ElapseDeadline(
            command_id=key("elapse", order.stream, order.deadline_id),
            actor=SYSTEM_ACTOR,
            role=Role.SYSTEM,
            unit="mesin",
            channel=Channel.WORKFLOW,
            caused_by=order.asked_by,
            stream=order.stream,
            deadline_id=order.deadline_id,
        )
        try:
            return self.register.submit(command).position
        except Refusal as refusal:
            raise ApplicationError(refusal.rule, type=refusal.rule, non_retryable=True) from None
