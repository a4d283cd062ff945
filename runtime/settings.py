"""Everything the environment may say to Rukun, under the prefix RUKUN_."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.kernel import Role

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TWO_STEPS = frozenset({Role.SUPERVISOR, Role.GOVERNOR, Role.ADMINISTRATOR})


class Settings(BaseSettings):
    """Environment of one process; empty addresses mean embedded servers."""

    model_config = SettingsConfigDict(env_prefix="RUKUN_", extra="ignore")

    data_dir: Path = Path("var")
    """Where embedded servers, keys and stored files live."""

    database_url: str | None = None
    """The runtime's PostgreSQL; its role needs only what ``rukun_runtime`` was granted."""

    migration_url: str | None = None
    """The owner's PostgreSQL address for migrations; ``database_url`` where it is not given."""

    temporal_address: str | None = None
    temporal_namespace: str = "default"
    task_queue: str = "rukun"

    master_key: SecretStr | None = None
    """32 bytes in base64: wraps the keys that seal personal text. A file in ``data_dir`` else."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    web_processes: int = Field(default=1, ge=1, le=64)
    """How many processes of role ``web`` answer at that one address; about one for each core."""

    tls: bool = False
    """Browsers reach the web by HTTPS (through a proxy in front): cookies are then Secure."""

    region: str = "31"
    """The province (Kemendagri code) this installation serves."""

    public_url: str = ""
    """Where people outside reach the web, for links; ``http://host:port`` where it is not given."""

    smtp_host: str = ""
    """The office's mail server; without one no letter is mailed, and who sends it is told so."""

    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_sender: str = "rukun@localhost"
    smtp_starttls: bool = True
    smtp_login: str = ""
    smtp_password: SecretStr | None = None

    sign_p12: Path | None = None
    """PKCS#12 with the signing key; without it letters are signed in simulation only."""

    sign_passphrase: SecretStr | None = None
    sign_passphrase_file: Path | None = None
    """The passphrase of ``sign_p12``, by environment or in a file; the environment goes first."""

    sign_trust: Path | None = None
    """PEM roots of recognised authorities (PSrE): what they issued counts as certified."""

    sign_issuer: str = ""
    """The authority as the footer of a letter with a certified signature names it."""

    sign_tsa_url: str | None = None
    """RFC 3161 time stamping authority: signatures are then PAdES B-T."""

    largest_file_mb: int = Field(default=10, ge=1, le=10)
    """Megabytes of the largest file that may be attached."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    otlp_endpoint: str | None = None
    """Where spans and metrics go; nothing is exported unless this is set."""

    production: bool = False

    @property
    def region_is_given(self) -> bool:
        """Whether the environment names the province, and no page has to."""
        return "region" in self.model_fields_set

    @property
    def unsafe(self) -> tuple[str, ...]:
        """What would leave a web of these settings open to strangers; it does not start then."""
        here = self.host in LOOPBACK
        said = []
        if not self.production and not here:
            said.append(
                f"host {self.host} would show a demo, whose people and passwords everybody knows,"
                " to the network. Add --production, or leave the host at 127.0.0.1."
            )
        if self.production and not here and not self.tls:
            said.append(
                f"host {self.host} without RUKUN_TLS=true would send passwords in clear. Put a"
                " proxy with HTTPS in front and set it, or leave the host at 127.0.0.1."
            )
        plain = self.public_url and not self.public_url.startswith("https://")
        if self.production and self.tls and plain:
            said.append(f"RUKUN_PUBLIC_URL={self.public_url} must begin with https:// here.")
        if self.smtp_password is not None and not self.smtp_starttls:
            said.append("RUKUN_SMTP_STARTTLS=false would send the mail server's password in clear.")
        return tuple(said)

    two_steps: tuple[Role, ...] | None = None
    """Roles that need a second factor, as JSON: ``["pimpinan"]``. None is those below."""

    @property
    def needs_two_steps(self) -> frozenset[Role]:
        """Where nothing else is said: who decides and who gives rights, in earnest alone."""
        if self.two_steps is not None:
            return frozenset(self.two_steps)
        return TWO_STEPS if self.production else frozenset()
