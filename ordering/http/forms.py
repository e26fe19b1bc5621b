"""Forms as they come: counted before they are taken apart, every field once, its text in UTF-8.

Litestar's own reading takes time with the square of how often a name comes, keeps the last thousand bodies in memory,
and decodes a part by whatever charset it names: punycode alone could hold the process for minutes.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from multipart import (  # type: ignore[import-untyped]  # it has no types
    MultipartSegment,
    ParserError,
    ParserLimitReached,
    PushMultipartParser,
)

from ordering.errors import Busy

Field = tuple[str, str | UploadFile]
TOO_MUCH = "More fields, or more text, than any form here takes."


async def fields_of(request: Request[Any, Any, Any]) -> list[Field]:
    """In the order they came; none of a body that is no form. Whoever asks closes the files."""
    kind, options = request.content_type
    try:
        if kind == RequestEncodingType.URL_ENCODED:
            return _of_text(await request.body(), request)
        if kind == RequestEncodingType.MULTI_PART:
            return await _of_parts(request.stream(), options.get("boundary", ""), request.app.multipart_form_part_limit)
    except ParserLimitReached:
        raise RequestEntityTooLarge(TOO_MUCH) from None
    except UnicodeDecodeError as error:
        raise ClientException("Expected a form in UTF-8") from error
    except ParserError as error:
        why = str(error).removesuffix(" (parser closed)").lower()
        raise ClientException(f"Expected a form in parts, told apart by its boundary: {why}") from error
    except OSError as error:  # no room for what came
        logging.getLogger(__name__).warning("an upload can't be kept: %s", error)
        raise Busy(retry_after=10) from error
    return []


def _of_text(body: bytes, request: Request[Any, Any, Any]) -> list[Field]:
    """What a route allows beyond the usual is for files: they come in parts."""
    most, largest = request.app.multipart_form_part_limit, request.app.request_max_body_size
    if body.count(b"&") >= most or (isinstance(largest, int) and len(body) > largest):
        raise RequestEntityTooLarge(TOO_MUCH)
    return [*parse_qsl(body.decode(), keep_blank_values=True)]


async def _of_parts(stream: AsyncIterator[bytes], boundary: str, most: int) -> list[Field]:
    parts: list[tuple[str, UploadFile | bytearray]] = []
    async with AsyncExitStack() as opened:
        with PushMultipartParser(boundary, max_segment_count=most) as parser:
            async for chunk in stream:
                for part in parser.parse(chunk):
                    if isinstance(part, MultipartSegment):
                        parts.append((part.name or "", _buffer_for(part, opened)))
                    elif part:
                        await _put(parts[-1][1], part)
        fields = [(name, await _read(value)) for name, value in parts]
        opened.pop_all()
    return fields


def _buffer_for(part: MultipartSegment, opened: AsyncExitStack) -> UploadFile | bytearray:
    if not part.filename:
        return bytearray()
    file = UploadFile(part.content_type or "text/plain", part.filename)
    opened.push_async_callback(file.close)
    return file


async def _put(buffer: UploadFile | bytearray, data: bytes) -> None:
    if isinstance(buffer, UploadFile):
        await buffer.write(data)
    else:
        buffer.extend(data)


async def _read(buffer: UploadFile | bytearray) -> str | UploadFile:
    if isinstance(buffer, bytearray):
        return buffer.decode()
    await buffer.seek(0)
    return buffer
