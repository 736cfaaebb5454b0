"""Every setting of the system, read from the environment (prefix ``DIGIBOOST_``).

Outside development the process refuses to start with a value that would be unsafe: a mistake in a
deployment must be loud on the first second, not silent for a year.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only-secret-of-32-bytes-or-more"  # noqa: S105 - refused in production


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DIGIBOOST_", extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "test", "production"] = "development"
    secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    public_url: str = "http://localhost:8000"
    extra_origins: list[str] = Field(default_factory=list)
    trusted_hosts: list[str] = Field(default_factory=lambda: ["*"])
    trusted_proxies: list[str] = Field(default_factory=lambda: ["127.0.0.1", "::1"])
    """Peers whose ``X-Forwarded-For`` is believed; anybody else's is ignored."""

    admin_database_url: SecretStr | None = None
    """A superuser; used by ``digiboost migrate`` alone, to create roles and objects."""
    database_url: SecretStr = SecretStr("postgresql+psycopg://digiboost_app@localhost/digiboost")
    worker_database_url: SecretStr = SecretStr("postgresql+psycopg://digiboost_worker@localhost/digiboost")
    redis_url: SecretStr = SecretStr("redis://localhost:6379/0")
    database_pool_size: int = 12
    database_statement_timeout_ms: int = 15_000
    request_threads: int = 12

    files_dir: Path = Path(".data/files")
    static_dir: Path | None = None
    """Where the built PWA lies; only set where the API serves it itself (the demo)."""
    compress_responses: bool = False
    """gzip in the application; production compresses at the proxy."""

    access_token_minutes: int = 15
    refresh_token_days: int = 7
    code_session_days: int = 30
    """How long a session lasts from each use on that a code sent to a telephone opened."""
    refresh_grace_seconds: int = 10
    session_cache_seconds: int = 20
    """How long a process believes a session it has checked: the bound on how late a logout acts."""
    argon2_memory_kib: int = 19_456
    argon2_time_cost: int = 2

    rate_limits: bool = True
    login_attempts_per_minute: int = 10
    signup_attempts_per_hour: int = 20
    code_requests_per_hour: int = 60
    """Sign-in codes that one network address may ask for; a mobile operator's customers share one."""
    upload_max_bytes: int = 25 * 1024 * 1024
    request_max_bytes: int = 1024 * 1024
    report_days: int = 90
    """How long a report and its file are kept after it was made."""

    # -- the ways out. A channel without its credentials keeps its messages where they can be read on screen. --
    channel_timeout_seconds: float = 10.0
    whatsapp_base_url: str = "https://graph.facebook.com"
    whatsapp_phone_id: str | None = None
    whatsapp_token: SecretStr | None = None
    whatsapp_app_secret: SecretStr | None = None
    whatsapp_verify_token: SecretStr | None = None
    whatsapp_number: str | None = None
    """Our own number in E.164, for links that open a chat with us."""
    twilio_base_url: str = "https://api.twilio.com"
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_sms_from: str | None = None
    twilio_whatsapp_from: str | None = None
    twilio_content_sids: dict[str, str] = Field(default_factory=dict)
    """Name of a WhatsApp template (``name:language``, or ``name``) -> what Twilio calls it (``HX...``)."""
    africastalking_base_url: str = "https://api.africastalking.com"
    africastalking_username: str | None = None
    africastalking_api_key: SecretStr | None = None
    africastalking_from: str | None = None
    africastalking_prefixes: list[str] = Field(default_factory=list)
    """Country prefixes that it serves; empty for every country."""
    africastalking_callback_secret: SecretStr | None = None
    """Part of the callback's address: this service signs nothing."""
    orange_base_url: str = "https://api.orange.com"
    orange_client_id: str | None = None
    orange_client_secret: SecretStr | None = None
    orange_senders: dict[str, str] = Field(default_factory=lambda: {"+221": "tel:+2210000", "+237": "tel:+2370000"})
    """Country prefix of the recipient -> sender address."""
    orange_sender_name: str | None = None
    orange_callback_secret: SecretStr | None = None
    sms_adapters: list[str] = Field(default_factory=lambda: ["orange", "africastalking", "twilio"])
    """In order of preference; the first that is configured, and that serves the recipient's country, is used."""
    sms_number: str | None = None
    """Where people may write an SMS to us."""
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str | None = None
    smtp_return_path: str | None = None
    """Where what cannot be delivered comes back to; ``smtp_from`` otherwise."""
    vapid_private_key: SecretStr | None = None
    """base64url of the P-256 private number; without it web push is off."""
    push_anywhere: bool = False
    """Push to any address, this machine's and unencrypted ones too; for tests. Subscriptions are what browsers send
    us: without the rule, anybody could have this server call its own network."""
    vapid_subject: str = "mailto:support@example.com"
    message_prices: dict[str, int] = Field(
        default_factory=lambda: {"whatsapp": 4_000, "whatsapp_window": 0, "sms": 22_000, "email": 0, "push": 0}
    )
    """What one message costs the company, thousandths of a franc CFA."""
    fallback_seconds: int = 600
    """How long a message may be undelivered before the next channel of the ladder is tried."""
    reconcile_seconds: int = 60
    """How long a message whose fate is unknown waits for a callback before it is sent again."""

    sentry_dsn: SecretStr | None = None
    log_level: str = "INFO"
    metrics_token: SecretStr | None = None
    """When set, ``/metrics`` asks for it as a bearer token."""
    worker_metrics_port: int | None = None
    """Where a worker shows its own figures (``/metrics``); nowhere by default."""

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def origins(self) -> frozenset[str]:
        """Origins that may call the endpoints which act on a cookie; compared exactly."""
        parts = urlsplit(self.public_url)
        return frozenset([f"{parts.scheme}://{parts.netloc}", *self.extra_origins])

    @model_validator(mode="after")
    def refuse_unsafe(self) -> Self:
        secret = self.secret_key.get_secret_value()
        if len(secret.encode()) < 32:
            raise ValueError("DIGIBOOST_SECRET_KEY must be at least 32 bytes long")
        if not self.is_production:
            return self
        faults = []
        if secret == DEVELOPMENT_SECRET:
            faults.append("DIGIBOOST_SECRET_KEY is the development key")
        if not self.secure_cookies:
            faults.append("DIGIBOOST_PUBLIC_URL must be https")
        if not self.trusted_hosts or any("*" in host for host in self.trusted_hosts):
            faults.append("DIGIBOOST_TRUSTED_HOSTS must name the hosts, without wildcards")
        if any("*" in origin or not origin.startswith("https://") for origin in self.extra_origins):
            faults.append("DIGIBOOST_EXTRA_ORIGINS must be https, without wildcards")
        if "*" in self.trusted_proxies:
            faults.append("DIGIBOOST_TRUSTED_PROXIES must name the proxies")
        if self.session_cache_seconds > 60:
            faults.append("DIGIBOOST_SESSION_CACHE_SECONDS must be 60 at the most: a logout acts within it")
        if self.access_token_minutes > 60:
            faults.append("DIGIBOOST_ACCESS_TOKEN_MINUTES must be 60 at the most")
        if self.argon2_memory_kib < 19_456 or self.argon2_time_cost < 2:
            faults.append("DIGIBOOST_ARGON2_MEMORY_KIB must be 19456 or more, DIGIBOOST_ARGON2_TIME_COST 2 or more")
        if not self.rate_limits:
            faults.append("DIGIBOOST_RATE_LIMITS must not be off")
        faults.extend(self._unsafe_channels())
        if faults:
            raise ValueError("unsafe outside development: " + "; ".join(faults))
        return self

    def _unsafe_channels(self) -> list[str]:
        faults = []
        used = {
            "WHATSAPP": (self.whatsapp_token, self.whatsapp_base_url),
            "TWILIO": (self.twilio_auth_token, self.twilio_base_url),
            "AFRICASTALKING": (self.africastalking_api_key, self.africastalking_base_url),
            "ORANGE": (self.orange_client_secret, self.orange_base_url),
        }
        for name, (credential, base_url) in used.items():
            if credential is not None and not base_url.startswith("https://"):
                faults.append(f"DIGIBOOST_{name}_BASE_URL must be https")
        for name, secret in (
            ("WHATSAPP_APP_SECRET", self.whatsapp_app_secret),
            ("AFRICASTALKING_CALLBACK_SECRET", self.africastalking_callback_secret),
            ("ORANGE_CALLBACK_SECRET", self.orange_callback_secret),
        ):
            if secret is not None and len(secret.get_secret_value()) < 16:
                faults.append(f"DIGIBOOST_{name} must have 16 characters or more")
        if self.smtp_security == "none" and self.smtp_password is not None:
            faults.append("DIGIBOOST_SMTP_SECURITY must not be none: the password would travel in the clear")
        if self.push_anywhere:
            faults.append("DIGIBOOST_PUSH_ANYWHERE must not be on")
        return faults


@lru_cache
def get_settings() -> Settings:
    return Settings()
