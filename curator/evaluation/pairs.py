"""Which prediction belongs to which truth: by stem, each of them, or an error that names the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curator.errors import EvaluationError
from curator.imaging.names import shown


@dataclass(frozen=True)
class Method:
    """One folder of predictions. `unused` are its files whose stem no truth has."""

    name: str
    folder: Path
    unused: tuple[str, ...]


@dataclass(frozen=True)
class Pair:
    """One truth and its predictions, in the order of the methods."""

    stem: str
    truth: Path
    predictions: tuple[Path, ...]
    trimap: Path | None


@dataclass(frozen=True)
class Pairing:
    """Everything that is to be scored. `left_out` counts the truths that the split leaves out."""

    truth: Path
    methods: tuple[Method, ...]
    pairs: tuple[Pair, ...]
    trimaps: Path | None
    split: Path | None
    left_out: int


def pair(
    truth: Path, predictions: Sequence[Path], trimaps: Path | None = None, split: Path | None = None
) -> Pairing:
    """Find the prediction of every method, and the trimap, for every truth.

    Parameters
    ----------
    truth
        A folder of PNGs. Files of other suffixes and hidden files are not looked at.
    predictions
        Folders with a PNG of the same stem for each truth; more than that is reported as unused.
    trimaps
        A folder with a PNG of the same stem for each truth.
    split
        A text file with a stem or file name on each line; empty lines and lines that start with #
        are passed over. Only these truths are scored.

    Raises
    ------
    EvaluationError
        If a folder or file is missing, or the split names what is not there, or twice; with the name
        of the first such file and how many more there are.
    """
    truths = _pictures(truth, "truth")
    if not truths:
        raise EvaluationError(
            f"There is no PNG in the truth folder {_path(truth)}: name the folder that holds them; "
            "of an export that is alphas."
        )
    stems = sorted(truths) if split is None else _chosen(split, truths)
    names = _method_names(predictions)
    found = [_pictures(folder, "prediction") for folder in predictions]
    for folder, files in zip(predictions, found, strict=True):
        _need(stems, files, folder, "prediction")
    bands = None
    if trimaps is not None:
        bands = _pictures(trimaps, "trimap")
        _need(stems, bands, trimaps, "trimap")
    return Pairing(
        truth=truth,
        methods=tuple(
            Method(
                name, folder, tuple(files[stem].name for stem in sorted(files.keys() - truths.keys()))
            )
            for name, folder, files in zip(names, predictions, found, strict=True)
        ),
        pairs=tuple(
            Pair(
                stem=stem,
                truth=truths[stem],
                predictions=tuple(files[stem] for files in found),
                trimap=None if bands is None else bands[stem],
            )
            for stem in stems
        ),
        trimaps=trimaps,
        split=split,
        left_out=len(truths) - len(stems),
    )


def _pictures(folder: Path, kind: str) -> dict[str, Path]:
    try:
        if not folder.is_dir():
            raise EvaluationError(f"The {kind} folder {_path(folder)} is not there, or is no folder.")
        files = [file for file in sorted(folder.iterdir()) if _is_picture(file)]
    except OSError as error:
        raise EvaluationError(
            f"The {kind} folder {_path(folder)} cannot be read: {error.strerror}."
        ) from error
    pictures: dict[str, Path] = {}
    for file in files:
        if file.stem in pictures:
            raise EvaluationError(
                f"The {kind} folder {_path(folder)} has {shown(pictures[file.stem].name)} and "
                f"{shown(file.name)}: remove one of them."
            )
        pictures[file.stem] = file
    return pictures


def _is_picture(file: Path) -> bool:
    if file.suffix.lower() != ".png" or file.name.startswith("."):
        return False
    # A link to a file that is gone is told of when it is read: passed over, it would go unnoticed.
    return file.is_file() or (file.is_symlink() and not file.exists())


def _need(stems: Sequence[str], files: dict[str, Path], folder: Path, kind: str) -> None:
    missing = [stem for stem in stems if stem not in files]
    if not missing:
        return
    more = f", and {len(missing) - 1} more are missing" if len(missing) > 1 else ""
    hint = _hint(missing[0], folder, kind)
    raise EvaluationError(
        f"The {kind} {shown(missing[0] + '.png')} is not in {_path(folder)}{more}.{hint} "
        "Every truth needs one; a split file leaves truths out on purpose."
    )


def _hint(stem: str, folder: Path, kind: str) -> str:
    """What there is instead: the same stem in another format, or a longer one."""
    others = sorted(file.name for file in folder.iterdir() if file.name.startswith(stem))
    for name in others:
        if Path(name).stem == stem:
            return f" There is {shown(name)}, but a {kind} must be a PNG."
    for name in others:
        if Path(name).suffix.lower() == ".png" and not name[len(stem)].isalnum():
            return f" There is {shown(name)}, but its stem must be that of the truth: rename it."
    return ""


def _chosen(split: Path, truths: dict[str, Path]) -> list[str]:
    try:
        text = split.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise EvaluationError(
            f"The split file {_path(split)} cannot be read: {error.strerror}."
        ) from error
    except UnicodeDecodeError as error:
        raise EvaluationError(f"The split file {_path(split)} is no UTF-8 text.") from error
    chosen: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        # A stem may have a dot, so the whole entry is tried before its last suffix is taken off.
        stem = entry if entry in truths else Path(entry).stem
        where = f"Line {number} of the split file {_path(split)} names {shown(entry)}"
        if stem not in truths:
            raise EvaluationError(f"{where}, but there is no truth of that stem.")
        if stem in chosen:
            raise EvaluationError(f"{where}, which an earlier line names already.")
        chosen[stem] = None
    if not chosen:
        raise EvaluationError(f"The split file {_path(split)} names no truth.")
    return sorted(chosen)


def _method_names(folders: Sequence[Path]) -> list[str]:
    """The shortest ends of the folders' paths that tell them apart."""
    if not folders:
        raise EvaluationError("Name at least one folder of predictions.")
    parts = [folder.resolve().parts for folder in folders]
    for number, path in enumerate(parts):
        if path in parts[:number]:
            raise EvaluationError(f"The prediction folder {_path(folders[number])} is named twice.")
    names = []
    for path in parts:
        length = 1
        while sum(other[-length:] == path[-length:] for other in parts) > 1:
            length += 1
        names.append("/".join(part.strip("/") for part in path[-length:]) or "predictions")
    return names


def _path(path: Path) -> str:
    return shown(str(path))
