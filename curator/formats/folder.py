"""A plain folder of photos, at any depth: read only.

Photos are JPEG, PNG and WebP files, told by their suffix in whichever case, in the order of their
names. Hidden files and folders are passed over, as are files that are no pictures (notes, lists).
Pictures of other kinds (HEIC, TIFF, camera raw) are named as problems rather than passed over, because
the person who put them there expects them to come in. A symbolic link may lead to another place in the
same folder and nowhere else. A path to one photo reads that photo.

A dataset whose masks, alphas or trimaps lie in folders beside its photos is refused: they would come
in as photos.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterator
from pathlib import Path, PurePosixPath

from curator.errors import InputError, LayoutError
from curator.exchange import IncomingPhoto
from curator.formats.coco_reading import INSTANCES
from curator.formats.files import (
    as_text,
    dataset_folder,
    is_photo_name,
    list_folder,
    locate,
    read_file,
)
from curator.imaging.decode import inspect_photo
from curator.imaging.names import shown
from curator.records import Problem
from curator.registry import FORMATS, Format

# Folders of a dataset, as the layouts that people share call them.
_PHOTOS = frozenset(("image", "images", "images_data_crop", "original", "photos"))
_LAYERS = frozenset(
    ("alpha", "alphas", "gt_png", "mask", "masks", "matte", "mattes", "trimap", "trimaps")
)
# Those of them that the format `pfcn` reads.
_PFCN_PHOTOS = frozenset(("images", "images_data_crop"))
_PFCN_LAYERS = frozenset(("GT_png", "alphas", "masks"))

_OTHER_PICTURES = frozenset(
    f".{kind}"
    for kinds in (
        ("avif", "bmp", "gif", "heic", "heif", "jp2", "jxl", "tif", "tiff"),
        ("cr2", "cr3", "dng", "nef", "orf", "raf", "raw", "rw2"),
    )
    for kind in kinds
)


def read(path: Path) -> Iterator[IncomingPhoto | Problem]:
    """Photos of a folder and of the folders in it, one at a time; or the one photo that `path` is.

    Yields
    ------
    IncomingPhoto or Problem
        A photo named by its path inside the folder (forward slashes), or what is wrong with a file.

    Raises
    ------
    LayoutError
        If `path` does not exist or holds no picture at all, or is a dataset with its masks.
    """
    # Of a path that cannot be looked at the folder's own check says why.
    if os.path.isfile(path):
        return iter([_photo(path, path.name)])
    root = dataset_folder(path)
    _refuse_dataset(root, path)
    names, problems = _list(root)
    if not names and not problems:
        raise LayoutError(f"{path} holds no photo. Put JPEG, PNG or WebP files there.")
    return _photos(root, names, problems)


def _refuse_dataset(root: Path, path: Path) -> None:
    photos, layers = (_with_pictures(root, names) for names in (_PHOTOS, _LAYERS))
    if not photos or not layers:
        return
    if any(INSTANCES.fullmatch(name) for name in list_folder(root / "annotations")):
        named = "name its format, `--format coco-plus`, or import"
    elif _PFCN_PHOTOS & set(photos) and _PFCN_LAYERS & set(layers):
        named = "name its format, `--format pfcn`, or import"
    else:
        named = "import"
    raise LayoutError(
        f"{path} has {layers[0]}/ beside {photos[0]}/, and what is in there would come in as photos: "
        f"{named} {path / photos[0]} alone."
    )


def _with_pictures(root: Path, names: Container[str]) -> list[str]:
    """The folders of these names that hold pictures."""
    return [
        name
        for name in list_folder(root)
        if name.lower() in names and any(map(is_photo_name, list_folder(root / name)))
    ]


def _photos(root: Path, names: list[str], problems: list[Problem]) -> Iterator[IncomingPhoto | Problem]:
    yield from problems
    for name in names:
        try:
            path = locate(root, name)
        except FileNotFoundError:
            yield Problem(
                as_text(name),
                f"{shown(name)} is a link to a file that is gone; put the file itself there.",
            )
        except LayoutError as error:
            yield Problem(as_text(name), str(error))
        else:
            yield _photo(path, name)


def _photo(path: Path, name: str) -> IncomingPhoto | Problem:
    try:
        content = read_file(path, name)
        inspect_photo(content, name)
    except InputError as error:
        return Problem(as_text(name), str(error))
    return IncomingPhoto(name=as_text(name), content=content)


def _list(root: Path) -> tuple[list[str], list[Problem]]:
    names: list[str] = []
    problems: list[Problem] = []

    def refused(error: OSError) -> None:
        name = Path(error.filename).relative_to(root).as_posix()
        problems.append(
            Problem(as_text(name), f"The folder {shown(name)} cannot be opened: {error.strerror}.")
        )

    for folder, subfolders, files in os.walk(root, onerror=refused):
        place = Path(folder).relative_to(root)
        # os.walk keeps to this list: hidden folders are not entered.
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        problems.extend(_links_outside(root, place, subfolders))
        for file in files:
            name = (place / file).as_posix()
            if file.startswith("."):
                continue
            if is_photo_name(file):
                names.append(name)
            elif PurePosixPath(file).suffix.lower() in _OTHER_PICTURES:
                problems.append(
                    Problem(
                        as_text(name),
                        f"{shown(name)} is no JPEG, PNG or WebP; convert it to one of them.",
                    )
                )
    return sorted(names), sorted(problems, key=lambda problem: problem.name)


def _links_outside(root: Path, place: Path, subfolders: list[str]) -> Iterator[Problem]:
    for subfolder in subfolders:
        name = (place / subfolder).as_posix()
        if not (root / name).is_symlink():
            continue
        try:
            locate(root, name)
        except (LayoutError, FileNotFoundError):
            yield Problem(
                as_text(name),
                f"The folder {shown(name)} is a link that leads outside; import it by itself.",
            )


FORMATS.register(
    Format(
        name="folder",
        title="Folder of photos",
        reference="JPEG, PNG and WebP files at any depth",
        version="1",
        read=read,
        write=None,
    )
)
