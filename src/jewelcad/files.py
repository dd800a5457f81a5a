"""Reading a file of bounded size; writing one so that it is there and good, or not there at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jewelcad.errors import ExportError, JewelcadError, ParameterError

ADVICE = {
    errno.ENOSPC: "The disk is full. Free some space, or write to another disk.",
    errno.EDQUOT: "The disk quota is used up. Free some space, or write to another disk.",
    errno.EACCES: "Writing there is not allowed. Choose a folder of your own.",
    errno.EPERM: "Writing there is not allowed. Choose a folder of your own.",
    errno.EROFS: "That disk is read-only. Choose another folder.",
    errno.ENOTDIR: "A part of that path is a file, not a folder. Choose another folder.",
    errno.EEXIST: "A file stands where the folder should be. Choose another folder.",
    errno.EISDIR: "A folder of that name is in the way. Choose another name.",
    errno.ENAMETOOLONG: "The name is too long. Choose a shorter one.",
    errno.EFBIG: "The file is larger than that disk can hold. Write to another disk.",
}
"""What to do about each way a disk says no."""

LITTLE = 1 << 20
"""Less free space than this, in bytes, is named as the likely cause of a failed write."""


class UnwrittenError(Exception):
    """Raised inside `written` by a library that failed without saying what the disk said."""


def bounded(path: Path, most: int, advice: str) -> bytes:
    """What a file holds.

    Raises
    ------
    ParameterError
        If it cannot be read, or has more than ``most`` bytes; ``advice`` says what to give instead.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise ParameterError(f"{path.name!r} cannot be read: {error}. Check the path.") from error
    if len(data) > most:
        raise ParameterError(f"{path.name} has over {most:,} bytes. {advice}")
    return data


@contextmanager
def written(path: Path, verify: Callable[[Path], object] | None = None) -> Iterator[Path]:
    """A path beside ``path`` to write to; it takes the name ``path`` when all went well.

    The file is flushed to disk, then ``verify`` reads it back; if it, or the block, raises (Ctrl-C
    too), the file beside is removed, folders made for it are removed, and whatever was under
    ``path`` before is still there.

    Raises
    ------
    ExportError
        If the folder cannot be made or the file cannot be written or renamed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with written(Path(folder, "ring.json")) as beside:
    ...         _ = beside.write_text("{}")
    ...     Path(folder, "ring.json").read_text()
    '{}'
    """
    path = Path(os.path.realpath(path))
    beside = path.with_name(f".{path.stem[:100]}.{secrets.token_hex(4)}{path.suffix}")
    made: list[Path] = []
    try:
        _make(path.parent, made)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
        beside.touch(exist_ok=False)
        yield beside
        _flush(beside)
        if verify is not None:
            verify(beside)
        os.replace(beside, path)
    except BaseException as error:
        _clear(beside, made)
        if isinstance(error, OSError):
            raise refusal(path, error) from error
        if isinstance(error, UnwrittenError):
            raise unwritten(path, str(error)) from error
        if isinstance(error, JewelcadError) and beside.name in str(error):
            raise type(error)(str(error).replace(beside.name, path.name)) from error
        raise
    with suppress(OSError):  # the file is good; only its name may not outlive a power cut
        _flush(path.parent)


def refusal(path: Path, error: OSError) -> ExportError:
    """What the disk said, as a message for the user."""
    why = error.strerror or str(error)
    advice = ADVICE.get(error.errno or 0, "Choose another folder, or look at the disk.")
    return ExportError(f"{path} was not written: {why.lower()}. {advice}")


def unwritten(path: Path, why: str) -> ExportError:
    """A library could not write ``path``; names the full disk where that is the likely cause."""
    with suppress(OSError):
        if shutil.disk_usage(path.parent).free < LITTLE:
            return refusal(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    return ExportError(f"{path} was not written: {why}. Choose another folder, or another format.")


def _make(folder: Path, made: list[Path]) -> None:
    """Make ``folder`` and what is missing above it, noting each folder made."""
    missing = [folder, *folder.parents]
    for level in reversed([p for p in missing if not p.exists()]):
        with suppress(FileExistsError):  # another process made it meanwhile
            level.mkdir()
            made.append(level)
    if not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))


def _flush(path: Path) -> None:
    """Wait until ``path``, a file or a folder, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(beside: Path, made: list[Path]) -> None:
    with suppress(OSError):
        beside.unlink()
    for folder in reversed(made):
        with suppress(OSError):
            folder.rmdir()
