"""From an EPANET input file to the model that the package wntr makes of it."""

from __future__ import annotations

import logging
import math
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from workbench.errors import InputError, NotFound

__all__ = ["EpanetFile", "read_file"]

NODE_SECTIONS = ("[JUNCTIONS]", "[RESERVOIRS]", "[TANKS]")
LINK_SECTIONS = ("[PIPES]", "[PUMPS]", "[VALVES]")

# EPANET takes US gallons a minute where a file names no units (User Manual, [OPTIONS]); wntr fails there.
_DEFAULTS = "[OPTIONS]\nUnits GPM\n"
# Beside its own exceptions, wntr raises these on a malformed line: it reads words without counting them.
_PARSING_ERRORS = (
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
)
_ADVICE = "Save the network in EPANET with File > Export > Network, and import that .inp file."


@dataclass(frozen=True)
class EpanetFile:
    """A file as it was read."""

    name: str
    model: Any
    """The ``wntr.network.WaterNetworkModel``, in SI."""
    sections: Mapping[str, list[str]]
    """Lines of each section that hold more than a comment, such as ``sections["[PIPES]"]``."""
    comments: int
    """Number of comments behind an entry."""
    remarks: list[str]
    """What wntr warned of."""
    places: Mapping[str, tuple[float, float]]
    """Coordinates of the nodes that the file places, by EPANET ID."""


def read_file(path: Path) -> EpanetFile:
    """Read a file with wntr, quietly.

    Raises
    ------
    NotFound
        There is no such file.
    InputError
        It is no EPANET input file, or wntr is not installed.
    """
    text = _text_of(path)
    _check_beginning(path.name, text)
    reader, epanet_exception = _reader()
    try:
        with _quiet() as remarks, tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "network.inp"
            copy.write_text(_DEFAULTS + text, encoding="utf-8")
            model = reader.read(str(copy))
    except (epanet_exception, *_PARSING_ERRORS) as error:
        raise InputError(
            f"'{path.name}' is no EPANET input file that can be read{_fault(error)}. {_ADVICE}",
            path=(path.name,),
            expected="an EPANET 2.2 input file",
        ) from None
    sections = {
        section: [line for _, line in numbered if _entry(line)] for section, numbered in reader.sections.items()
    }
    file = EpanetFile(
        name=path.name,
        model=model,
        sections=sections,
        comments=sum(1 for lines in sections.values() for line in lines if line.partition(";")[2].strip()),
        remarks=remarks,
        places=_places(sections["[COORDINATES]"]),
    )
    _check(file)
    return file


def _text_of(path: Path) -> str:
    if not path.exists():
        raise NotFound(f"There is no file '{path}'; give the path of an EPANET .inp file.")
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror if error.strerror else type(error).__name__
        raise InputError(f"'{path}' cannot be read: {reason}.", path=(path.name,)) from None
    if b"\0" in content:
        raise InputError(
            f"'{path.name}' is a binary file and no EPANET input file. {_ADVICE}",
            path=(path.name,),
            expected="an EPANET 2.2 input file, which is text",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # EPANET's own program writes the encoding of Windows


def _check_beginning(name: str, text: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        words = _entry(line)
        if words.startswith("["):
            return
        if words:
            raise InputError(
                f"'{name}' is no EPANET input file: line {number} is '{words[:60]}' where a section such as "
                f"[JUNCTIONS] begins. {_ADVICE}",
                path=(name,),
                value=words[:60],
                expected="an EPANET 2.2 input file",
            )


def _reader() -> tuple[Any, type[Exception]]:
    try:
        with _quiet():
            from wntr.epanet import InpFile
            from wntr.epanet.exceptions import EpanetException
    except ImportError as error:
        raise InputError(
            f"The package '{error.name}', which reads EPANET files, is not installed: "
            "run pip install 'workbench[epanet]'.",
            path=("epanet",),
            expected="the optional extra 'epanet'",
        ) from None
    return InpFile(), EpanetException


@contextmanager
def _quiet() -> Iterator[list[str]]:
    """Collect what wntr warns of and logs, instead of showing it."""
    remarks: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: remarks.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("wntr")
    propagates = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield remarks
        remarks += [
            str(one.message) for one in caught if not issubclass(one.category, (DeprecationWarning, FutureWarning))
        ]
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates


def _fault(error: BaseException) -> str:
    """Return where and why wntr stopped, such as ``" (line 12, '10 11 abc': ...)"``."""
    cause = error.__cause__ if error.__cause__ is not None else error
    line, number = _line_at_fault(cause.__traceback__)
    reason = str(cause).splitlines()[0] if str(cause) else ""
    reason = reason.partition(") ")[2] if reason.startswith("(Error") else reason
    reason = reason.replace(" (%s)", "").partition(", at line")[0]
    if isinstance(cause, (IndexError, NameError)):
        reason = "values are missing"
    elif isinstance(cause, (AttributeError, TypeError)):
        reason = "a value is missing or unknown"
    elif type(cause) is KeyError:
        reason = f"{reason} is not known"
    if number < 1:
        return f" ({reason})" if reason else ""
    shown = " ".join(line.split())
    return f" (line {number}, '{shown[:60]}{'...' if len(shown) > 60 else ''}': {reason})"


def _line_at_fault(traceback: TracebackType | None) -> tuple[str, int]:
    """Return the line that wntr's innermost reading function was at, and its number in the file."""
    line, number = "", 0
    while traceback is not None:
        frame = traceback.tb_frame
        names = frame.f_locals
        if frame.f_code.co_name.startswith(("read", "_read")) and isinstance(names.get("lnum"), int):
            line, number = str(names.get("line", "")), names["lnum"] - _DEFAULTS.count("\n")
        traceback = traceback.tb_next
    return line, number


def _entry(line: str) -> str:
    return line.partition(";")[0].strip()


def _places(lines: list[str]) -> dict[str, tuple[float, float]]:
    places = {}
    for line in lines:
        node, x, y = line.split()[:3]
        if math.isfinite(float(x)) and math.isfinite(float(y)):
            places[node] = (float(x), float(y))
    return places


def _check(file: EpanetFile) -> None:
    """Refuse a file without a network, and an ID that is there twice: wntr would keep the last one only."""
    if not file.model.num_nodes or not file.model.num_links:
        raise InputError(
            f"'{file.name}' holds no EPANET network (no nodes or no links). {_ADVICE}",
            path=(file.name,),
            expected="junctions and pipes",
        )
    for kind, sections in (("nodes", NODE_SECTIONS), ("links", LINK_SECTIONS)):
        seen: set[str] = set()
        for section in sections:
            for line in file.sections[section]:
                identifier = line.split()[0]
                if identifier in seen:
                    raise InputError(
                        f"'{file.name}' has two {kind} with the ID '{identifier}': give one of them another ID.",
                        path=(file.name, identifier),
                        value=identifier,
                        expected="an ID once",
                    )
                seen.add(identifier)
