"""What a partner sends by itself: `POST /wires/push/<source>` with its secret, and the file as the body.

The answer is JSON: what was kept, or `error`, one sentence. The same file sent again changes nothing.
"""

from __future__ import annotations

from datetime import datetime
from hmac import compare_digest
from http import HTTPStatus
from urllib.parse import unquote

from django.http import HttpRequest, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from warraq.arabic.text import clean
from warraq.common.keys import bearer_key, key_digest
from warraq.common.numbers import whole
from warraq.inbox.deciding import Verdict
from warraq.inbox.models import Source
from warraq.inbox.services import push_count, source_told
from warraq.wires.formats.registry import LARGEST, UnknownFormat, Unreadable
from warraq.wires.receiving import Receipt, receive

MOST_A_MINUTE = 120
_LONGEST_NAME = 200
_FORMS = ("multipart/", "application/x-www-form-urlencoded")
_PIECE = 65_536


class _No(Exception):
    """A push that is not taken: the status, a sentence, and headers."""

    def __init__(self, status: HTTPStatus, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.headers = headers


@csrf_exempt  # who sends has no cookie; the secret stands in a header
def push(request: HttpRequest, number: int) -> JsonResponse:
    """Take a file in for a source."""
    now = timezone.now()
    try:
        source = _source(request, number)
        _count(source, now=now)
        receipt = _receipt(source, _body(request), name=_name(request), now=now)
    except _No as refusal:
        return _answer({"error": str(refusal)}, status=refusal.status, headers=refusal.headers)
    told = _told(receipt)
    if receipt.refused and not receipt.verdicts and not receipt.pictures:
        error = {"error": "Nothing in the file can be used.", **told}
        return _answer(error, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _answer(told, status=HTTPStatus.ACCEPTED)


def _answer(
    told: dict[str, object], *, status: HTTPStatus, headers: dict[str, str] | None = None
) -> JsonResponse:
    """Answer; no cache keeps it."""
    shown = {"Cache-Control": "no-store", **(headers or {})}
    return JsonResponse(told, status=status, headers=shown, json_dumps_params={"ensure_ascii": False})


def _told(receipt: Receipt) -> dict[str, object]:
    return {
        "new": receipt.verdicts[Verdict.NEW],
        "newer_version": receipt.verdicts[Verdict.UPDATE],
        "same": receipt.verdicts[Verdict.SAME],
        "older_version": receipt.verdicts[Verdict.OLDER],
        "pictures": receipt.pictures,
        "rejected": receipt.refused,
        "reasons": receipt.refusals,
    }


def _source(request: HttpRequest, number: int) -> Source:
    """Return the source that the request is for and from. Raises _No."""
    if request.method != "POST":
        raise _No(HTTPStatus.METHOD_NOT_ALLOWED, "Send the file with POST.", Allow="POST")
    # Larger numbers are no row's in any database.
    source = Source.objects.filter(pk=number, way=Source.Way.PUSH).first() if number < 2**63 else None
    if source is None:
        raise _No(HTTPStatus.NOT_FOUND, "There is no source here that files are sent to.")
    token = bearer_key(request.headers.get("Authorization", ""))
    if not token:
        needs = {"WWW-Authenticate": 'Bearer realm="wires"'}
        raise _No(HTTPStatus.UNAUTHORIZED, "Send the source's secret as Authorization: Bearer.", **needs)
    if not source.token_digest or not compare_digest(key_digest(token), source.token_digest):
        raise _No(HTTPStatus.FORBIDDEN, "The secret is not this source's.")
    if not source.is_active:
        raise _No(HTTPStatus.FORBIDDEN, "The source is switched off.")
    return source


def _count(source: Source, *, now: datetime) -> None:
    if not push_count(source, now=now, most=MOST_A_MINUTE):
        later = {"Retry-After": str(60 - int(now.timestamp()) % 60)}
        raise _No(HTTPStatus.TOO_MANY_REQUESTS, f"At most {MOST_A_MINUTE} files a minute are taken.", **later)


def _body(request: HttpRequest) -> bytes:
    """Return the file. Raises _No for one that is too large (its length is believed first, then counted) or wrapped."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise _No(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the file as it is, not packed.")
    if request.headers.get("Content-Type", "").lower().startswith(_FORMS):
        raise _No(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the file itself as the body, not a form.")
    length = whole(request.headers.get("Content-Length", ""))
    if length is None:
        raise _No(HTTPStatus.LENGTH_REQUIRED, "Say the file's length in Content-Length.")
    too_large = _No(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The file is larger than {LARGEST // 2**20} MB.")
    if length > LARGEST:
        raise too_large
    data = bytearray()
    try:
        while piece := request.read(_PIECE):
            data += piece
            if len(data) > LARGEST:
                raise too_large
    except UnreadablePostError:
        raise _No(HTTPStatus.BAD_REQUEST, "The file ended before its end.") from None
    if len(data) != length:
        raise _No(HTTPStatus.BAD_REQUEST, "The file ended before its end.")
    return bytes(data)


def _name(request: HttpRequest) -> str:
    """Return the file's name as the sender tells it in `X-File-Name` (in percent beyond ASCII), without folders."""
    told = unquote(request.headers.get("X-File-Name", ""))
    return clean(told.replace("\\", "/").rpartition("/")[2])[:_LONGEST_NAME]


def _receipt(source: Source, data: bytes, *, name: str, now: datetime) -> Receipt:
    """Keep what the file holds, and note at the source how it went. Raises _No for a file that is none."""
    try:
        receipt = receive(source, data, name=name, now=now)
    except Unreadable as problem:
        source_told(source, problem=f"{name}: {problem}" if name else str(problem), now=now)
        unknown = isinstance(problem, UnknownFormat)
        status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE if unknown else HTTPStatus.UNPROCESSABLE_ENTITY
        raise _No(status, str(problem)) from None
    source_told(source, problem="", now=now)
    return receipt
