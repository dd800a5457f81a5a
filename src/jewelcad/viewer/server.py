"""The pages of `jewelcad view`, served to this machine's own browser.

Whoever asks must name this server by an address or as ``localhost``, which a foreign page that
made its name point here cannot; and a socket is opened for our own pages only.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from jewelcad.errors import ExportError
from jewelcad.viewer.session import Page, Session

PAGE = Path(__file__).parent / "page"
HUGE = 4 << 20
"""Bytes of a message over which the socket is closed; from `messages.LONGEST` on it is refused."""
UNREAD = 500
"""Messages a page may leave unread before it is sent away."""
PAGES = 32
"""Pages that may be open at once."""
KINDS = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".woff2": "font/woff2",
}
"""What the page's folder is served as; files of any other kind are not."""
OURS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; script-src 'self'; worker-src 'self' blob:; "
    "connect-src 'self' ws://{host}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
SESSION = web.AppKey("session", Session)
HOST = web.AppKey("host", str)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(session: Session, host: str = "127.0.0.1") -> web.Application:
    """The server's routes on a session.

    Parameters
    ----------
    host : the name it is asked by besides addresses and ``localhost``
    """
    app = web.Application(middlewares=[_guarded])
    app[SESSION], app[HOST] = session, host
    app.router.add_get("/", _index)
    app.router.add_get("/page/{name:.+}", _asset)
    app.router.add_get("/scene/{key:[0-9a-f]{32}}", _bytes)
    app.router.add_get("/map/{key:[0-9a-f]{32}}", _bytes)
    app.router.add_get("/file/{key:[0-9a-f]{32}}/{name}", _file)
    app.router.add_get("/live", _live)
    return app


@asynccontextmanager
async def serving(target: str, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve a script or file as long as the block lasts; its address.

    Raises
    ------
    ExportError
        If the port is taken, or the host is none of this machine's.
    """
    session = Session(target)
    runner = web.AppRunner(application(session, host), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or str(error)
            raise ExportError(
                f"Nothing can be served at {host}, port {port}: {why}. Choose another --port, or "
                "leave it out for a free one."
            ) from None
        await session.start()
        name = f"[{host}]" if ":" in host else host
        yield f"http://{name}:{runner.addresses[0][1]}/"
    finally:
        for page in list(session.pages):
            session.leave(page)
        await runner.cleanup()
        await session.close()


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse who comes by a foreign name or from a foreign page; say what a page may do."""
    host = request.headers.get("Host", "")
    if not _is_ours(host, request.app[HOST]):
        raise web.HTTPMisdirectedRequest(text=f"This server is not {host[:100]!r}.\n")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        raise web.HTTPForbidden(text=f"Pages of {origin[:100]!r} may not ask here.\n")
    response = await handler(request)
    if not response.prepared:
        for name, text in OURS.items():
            response.headers[name] = text.format(host=host)
    return response


def _is_ours(host: str, own: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        if name in ("localhost", own.lower()):
            return True
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def _index(request: web.Request) -> web.StreamResponse:
    return _served("index.html")


async def _asset(request: web.Request) -> web.StreamResponse:
    return _served(request.match_info["name"])


def _served(name: str) -> web.StreamResponse:
    """A file of the page's folder, and of no other."""
    try:
        path = (PAGE / name).resolve()
        known = path.is_relative_to(PAGE.resolve()) and path.is_file()
    except (OSError, ValueError):
        known = False
    if not known or path.suffix not in KINDS:
        raise web.HTTPNotFound(text="There is no such file of the page.\n")
    kind = KINDS[path.suffix]
    return web.FileResponse(path, headers={"Content-Type": kind, "Cache-Control": "no-cache"})


async def _bytes(request: web.Request) -> web.StreamResponse:
    data = request.app[SESSION].store.get(request.match_info["key"])
    if data is None:
        raise web.HTTPNotFound(text="That is no longer kept. Ask for the piece again.\n")
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return web.Response(body=data, content_type="application/octet-stream", headers=headers)


async def _file(request: web.Request) -> web.StreamResponse:
    key, name = request.match_info["key"], request.match_info["name"]
    path = request.app[SESSION].errands.file(key, name)
    if path is None:
        raise web.HTTPNotFound(text="That file is no longer kept. Export it again.\n")
    headers = {"Content-Type": "application/octet-stream", "Cache-Control": "no-store"}
    response = web.FileResponse(path, headers=headers)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


async def _live(request: web.Request) -> web.StreamResponse:
    """The socket of a page."""
    session = request.app[SESSION]
    if len(session.pages) >= PAGES:
        raise web.HTTPServiceUnavailable(text=f"{PAGES} pages are open already. Close one.\n")
    socket = web.WebSocketResponse(max_msg_size=HUGE, heartbeat=20.0, compress=False)
    await socket.prepare(request)
    unread: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def send(told: dict[str, Any]) -> None:
        if unread.qsize() < UNREAD:
            unread.put_nowait(told)
        else:
            writer.cancel()

    page = Page(send)
    writer = asyncio.ensure_future(_write(socket, unread))
    session.join(page)
    try:
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                session.ask(page, message.data)
            elif message.type is WSMsgType.BINARY:
                send({"type": "failed", "id": None, "message": "Messages are text, not bytes."})
    finally:
        session.leave(page)
        writer.cancel()
        with suppress(asyncio.CancelledError, ConnectionError):
            await writer
    return socket


async def _write(socket: web.WebSocketResponse, unread: asyncio.Queue[dict[str, Any]]) -> None:
    """Send what a page is told, in its order; close the socket of one that does not read."""
    try:
        while True:
            await socket.send_str(json.dumps(await unread.get(), allow_nan=False))
    except asyncio.CancelledError:
        await socket.close()
        raise
