from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import File, Header, Request, Response, UploadFile

from digiboost.identity import repository, service, sessions
from digiboost.identity.errors import SessionReused
from digiboost.identity.schemas import (
    AcceptInvitation,
    ActIn,
    AuditOut,
    DeviceOut,
    InvitationCreated,
    InvitationIn,
    InvitationOut,
    LoginIn,
    Me,
    MePatch,
    PasswordChange,
    PersonOut,
    PhoneLinkOut,
    PinIn,
    SessionOut,
    SignUp,
    TenantOut,
    TenantPatch,
    TokenOut,
    UserOut,
    UserPatch,
)
from digiboost.identity.service import Opened
from digiboost.kernel.auth import Scope
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.origin import same_origin
from digiboost.kernel.http.pagination import Cursor, Limit, Page, decode_cursor, encode_cursor, page_of
from digiboost.kernel.http.ratelimit import limited, limiter
from digiboost.kernel.http.routing import JSON, PRIVATE, AnonymousTx, allow, api_router, as_response, edge_of
from digiboost.kernel.settings import get_settings

router = api_router()

SIGN_IN = limited("login", lambda: get_settings().login_attempts_per_minute * 6, 60)
SIGN_UP = limited("signup", lambda: get_settings().signup_attempts_per_hour, 3600)
LINKS_PER_HOUR = 20
REFRESH = limited("refresh", lambda: 120, 60)


def _cookie_name() -> str:
    # The __Host- prefix needs https; plain http exists only on a developer's own machine.
    return "__Host-digiboost_refresh" if get_settings().secure_cookies else "digiboost_refresh"


def signed_in(request: Request, opened: Opened, status: int = 200, known: str | None = None) -> Response:
    """Without the profile when ``known`` names the present one: phones pay for every byte, several times an hour."""
    signer = edge_of(request).signer
    profile = service.profile(opened.user, opened.opener, opened.tenant)
    tag, token = service.tag(profile), sessions.sign(signer, opened.session)
    if known == tag:
        request.scope["lean"] = True
        content = TokenOut(access_token=token, expires_in=signer.seconds).model_dump_json()
        response = Response(content, status, {"Cache-Control": "no-store"}, JSON)
    else:
        body = SessionOut(
            **dict(profile),
            access_token=token,
            token_type="bearer",  # noqa: S106 - the token's kind
            expires_in=signer.seconds,
            profile=tag,
        )
        response = as_response(body, status, {"Cache-Control": "no-store"})
    if opened.token is None:
        return response
    settings = get_settings()
    response.set_cookie(
        _cookie_name(),
        str(opened.token),
        max_age=int(sessions.lifetime(opened.session, settings).total_seconds()),
        path="/",
        secure=settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )
    return response


def _without_cookie(response: Response) -> Response:
    response.delete_cookie(
        _cookie_name(), path="/", secure=get_settings().secure_cookies, httponly=True, samesite="strict"
    )
    return response


@router.post("/auth/signup", status_code=201, response_model=SessionOut, tags=["auth"], dependencies=[SIGN_UP])
def sign_up(tx: AnonymousTx, request: Request, body: SignUp) -> Response:
    """Opens a company with its first owner, and signs them in."""
    return signed_in(request, service.sign_up(tx, body), 201)


@router.post("/auth/login", response_model=SessionOut, tags=["auth"], dependencies=[SIGN_IN])
def log_in(tx: AnonymousTx, request: Request, body: LoginIn) -> Response:
    """Signs in by e-mail and password."""
    if get_settings().rate_limits:
        limiter().hit(f"login:{body.email}", get_settings().login_attempts_per_minute, 60)
    return signed_in(request, service.log_in(tx, body))


@router.post("/auth/refresh", response_model=SessionOut | TokenOut, tags=["auth"], dependencies=[same_origin, REFRESH])
def refresh(
    tx: AnonymousTx,
    request: Request,
    x_profile: Annotated[str | None, Header(description="The `profile` of the last session answer")] = None,
) -> Response:
    """The next access token of whoever acts, for the refresh cookie; the cookie rotates. A caller who names the
    profile that it holds gets the token alone, unless the profile changed."""
    try:
        opened = service.refresh(tx, request.cookies.get(_cookie_name()))
        return signed_in(request, opened, known=x_profile)
    except SessionReused as reused:
        edge_of(request).sessions.forget(reused.session_id)
        raise


@router.post("/auth/logout", status_code=204, tags=["auth"], dependencies=[same_origin])
def log_out(tx: AnonymousTx, request: Request) -> Response:
    """Ends the session of the refresh cookie."""
    ended = service.log_out(tx, request.cookies.get(_cookie_name()))
    if ended is not None:
        edge_of(request).sessions.forget(ended)
    return _without_cookie(as_response(None, 204))


@router.post("/auth/act", response_model=SessionOut, tags=["auth"])
def act(tx: Annotated[Tx, allow(Scope.PROFILE)], request: Request, body: ActIn) -> Response:
    """Lets somebody else act on this shared phone. Going to somebody who may do more asks for their PIN, or their
    password; five wrong PINs lock it for a quarter of an hour. The tokens given before are refused from now on."""
    if body.password is not None:
        bound_guesses(tx, body.user_id)
    session_id = tx.actor.session_id
    if session_id is not None:
        tx.after_commit("sessions.forget", lambda: edge_of(request).sessions.forget(session_id))
    return signed_in(request, service.act(tx, body))


def bound_guesses(tx: Tx, user_id: UUID | None) -> None:
    """A password that is asked for again bears as many guesses as a login."""
    if get_settings().rate_limits:
        limiter().hit(f"password:{tx.tenant_id}:{user_id}", get_settings().login_attempts_per_minute, 60)


@router.get("/people", tags=["team"])
def people(tx: Annotated[Tx, allow(Scope.PROFILE)], limit: Limit = 50, cursor: Cursor = None) -> Page[PersonOut]:
    """Who may act on a shared phone, by name."""
    rows = repository.people(tx, decode_cursor(cursor, "name", 2), limit)
    items, following = page_of(rows, limit, "name", "name")
    return Page(items=[PersonOut(**row) for row in items], next_cursor=following)


@router.post(
    "/auth/invitations/accept",
    status_code=201,
    response_model=SessionOut,
    tags=["auth"],
    dependencies=[SIGN_IN],
)
def accept_invitation(tx: AnonymousTx, request: Request, body: AcceptInvitation) -> Response:
    """Joins the company of an invitation, and signs in."""
    return signed_in(request, service.accept_invitation(tx, body), 201)


@router.get("/me", tags=["profile"])
def me(tx: Annotated[Tx, allow(Scope.PROFILE)]) -> Me:
    return service.me(tx)


@router.patch("/me", tags=["profile"])
def edit_me(tx: Annotated[Tx, allow(Scope.PROFILE)], body: MePatch) -> Me:
    return service.edit_me(tx, body)


@router.post("/me/password", status_code=204, tags=["profile"])
def change_password(tx: Annotated[Tx, allow(Scope.PROFILE)], body: PasswordChange) -> None:
    """Changes one's password; every other device is signed out."""
    service.change_password(tx, body)


@router.put("/me/pin", status_code=204, tags=["profile"])
def set_pin(tx: Annotated[Tx, allow(Scope.PROFILE)], body: PinIn) -> None:
    """Sets the PIN by which one takes over on a shared phone."""
    bound_guesses(tx, tx.actor.user_id)
    service.set_pin(tx, body)


@router.delete("/me/pin", status_code=204, tags=["profile"])
def remove_pin(tx: Annotated[Tx, allow(Scope.PROFILE)]) -> None:
    service.remove_pin(tx)


@router.post("/me/phone-link", status_code=201, tags=["profile"])
def phone_link(tx: Annotated[Tx, allow(Scope.PROFILE)]) -> PhoneLinkOut:
    """A code that one sends us from one's own telephone, by WhatsApp or SMS, to prove that it is one's own: what is
    written from it is from then on done in one's name. It holds for a quarter of an hour, once."""
    if get_settings().rate_limits:
        limiter().hit(f"phone-link:{tx.tenant_id}:{tx.actor.user_id}", LINKS_PER_HOUR, 3600)
    return service.phone_link(tx)


@router.get("/devices", tags=["profile"])
def devices(tx: Annotated[Tx, allow(Scope.PROFILE)]) -> Page[DeviceOut]:
    """Where one is signed in, the last used first (at most 100)."""
    return Page(items=[DeviceOut(**row) for row in service.devices(tx)], next_cursor=None)


@router.delete("/devices/{device_id}", status_code=204, tags=["profile"])
def revoke_device(tx: Annotated[Tx, allow(Scope.PROFILE)], request: Request, device_id: UUID) -> None:
    """Signs a device out."""
    service.revoke_device(tx, device_id)
    edge_of(request).sessions.forget(device_id)


@router.get("/tenant", tags=["company"])
def tenant(tx: Annotated[Tx, allow(Scope.COMPANY_READ)]) -> TenantOut:
    return service.tenant_out(service.company(tx))


@router.patch("/tenant", tags=["company"])
def edit_tenant(tx: Annotated[Tx, allow(Scope.COMPANY_WRITE)], body: TenantPatch) -> TenantOut:
    return service.edit_company(tx, body)


@router.get(
    "/company/logo",
    tags=["company"],
    response_class=Response,
    responses={200: {"content": {"image/png": {}, "image/jpeg": {}}}},
)
def logo(tx: Annotated[Tx, allow(Scope.COMPANY_READ)]) -> Response:
    """The picture at the head of the company's papers."""
    shown = service.shown_logo(tx)
    return Response(shown.content, media_type=shown.media_type, headers=PRIVATE)


@router.put("/company/logo", status_code=204, tags=["company"])
def set_logo(
    tx: Annotated[Tx, allow(Scope.COMPANY_WRITE)],
    file: Annotated[UploadFile, File(description="A PNG or JPEG of 200 kB at the most")],
) -> None:
    """Replaces the logo; what is kept is drawn anew from what was sent."""
    service.set_logo(tx, file.file)


@router.delete("/company/logo", status_code=204, tags=["company"])
def remove_logo(tx: Annotated[Tx, allow(Scope.COMPANY_WRITE)]) -> None:
    service.remove_logo(tx)


@router.get("/users", tags=["team"])
def users(tx: Annotated[Tx, allow(Scope.USERS_READ)], limit: Limit = 50, cursor: Cursor = None) -> Page[UserOut]:
    rows = repository.users(tx, decode_cursor(cursor, "full_name", 2), limit)
    items, following = page_of(rows, limit, "full_name", "full_name")
    return Page(items=[UserOut(**row) for row in items], next_cursor=following)


@router.patch("/users/{user_id}", tags=["team"])
def edit_user(tx: Annotated[Tx, allow(Scope.USERS_WRITE)], user_id: UUID, body: UserPatch) -> UserOut:
    """Changes a role, a name, or whether somebody may sign in."""
    return service.edit_user(tx, user_id, body)


@router.get("/invitations", tags=["team"])
def invitations(
    tx: Annotated[Tx, allow(Scope.USERS_READ)], limit: Limit = 50, cursor: Cursor = None
) -> Page[InvitationOut]:
    rows = repository.invitations(tx, decode_cursor(cursor, "-created_at", 2), limit)
    items, following = page_of(rows, limit, "-created_at", "created_at")
    return Page(items=[InvitationOut(**row) for row in items], next_cursor=following)


@router.post("/invitations", status_code=201, tags=["team"])
def invite(tx: Annotated[Tx, allow(Scope.USERS_WRITE)], body: InvitationIn) -> InvitationCreated:
    """Makes a link that lets somebody join; it is shown once and lives seven days."""
    return service.invite(tx, body)


@router.delete("/invitations/{invitation_id}", status_code=204, tags=["team"])
def revoke_invitation(tx: Annotated[Tx, allow(Scope.USERS_WRITE)], invitation_id: UUID) -> None:
    service.revoke_invitation(tx, invitation_id)


@router.get("/audit", tags=["company"])
def audit(tx: Annotated[Tx, allow(Scope.AUDIT_READ)], limit: Limit = 50, cursor: Cursor = None) -> Page[AuditOut]:
    """Who changed what, the newest first."""
    before = decode_cursor(cursor, "-seq", 1)
    rows = repository.audit(tx, None if before is None else before[0], limit)
    following = encode_cursor("-seq", [rows[limit - 1]["seq"]]) if len(rows) > limit else None
    return Page(items=[AuditOut(**row) for row in rows[:limit]], next_cursor=following)
