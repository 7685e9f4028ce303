"""The command line: names are a contract, errors are one line, and the whole job runs."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from scipy.ndimage import binary_dilation, binary_erosion
from skimage.data import astronaut
from typer.main import get_command

from curator import cli, weights
from curator.imaging.encode import encode_alpha, encode_png
from curator.workflow import listing, refining
from tests.unit.workflow.conftest import eg1800, hat, says_hat

__all__ = ["says_hat"]

ALONE = ("alpha", "a.jpg", "out.png", "--method", "light-dense")
CONTRACT = {
    "init": ["project"],
    "import": ["project", "path", "--format", "--split"],
    "list": ["project", "--state", "--order", "--json"],
    "propose": ["project", "--source", "--fusion", "--kernel", "--people", "--smallest", "--set"],
    "matte": ["project", "--method", "--set"],
    "export": ["project", "target", "--format", "--split", "--state"],
    "evaluate": ["truth", "predictions", "--out", "--trimaps", "--split", "--json"],
    "agreement": ["exported", "coco", "--out", "--json"],
    "train": ["name", "--data", "--out", "--validation", "--encoder", "--resume"],
    "trimap": ["photo", "out", "--source", "--fusion", "--kernel", "--people", "--set", "--mask"],
    "alpha": ["photo", "out", "--trimap", "--method", "--cutout", "--set"],
    "refine": ["photo", "alpha", "out", "--method", "--portrait"],
    "serve": ["project", "--host", "--port"],
    "verify": ["project"],
    "methods": ["--json"],
    "weights": [],
}


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """A command's exit code, stdout and stderr."""
    sys.argv = ["curator", *(str(word) for word in words)]
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def eg(tmp_path: Path) -> Path:
    return eg1800(tmp_path / "eg", 2)


def test_names_are_as_agreed() -> None:
    group = get_command(cli.cli)
    commands = group.commands  # type: ignore[attr-defined]
    assert set(commands) == set(CONTRACT)
    for name, expected in CONTRACT.items():
        known = [text for each in commands[name].params for text in each.opts]
        assert [text for text in known if text != "--help"] == expected or name == "weights"
    assert set(commands["weights"].commands) == {"list", "fetch", "path"}


def test_an_interrupt_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    run(capsys, "init", tmp_path / "p")
    monkeypatch.setattr(listing, "listing", interrupted)
    assert run(capsys, "list", tmp_path / "p") == (130, "", "curator: stopped\n")


def test_the_whole_job(tmp_path: Path, eg: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, out = tmp_path / "p", tmp_path / "out"
    assert run(capsys, "init", project)[0] == 0
    code, said, _ = run(capsys, "import", project, eg, "--format", "pfcn", "--split", "val")
    assert (code, said) == (
        0,
        "2 photos came in with 2 masks and 0 annotations; 0 already there, 0 not usable.\n",
    )
    assert run(capsys, "list", project)[1].splitlines()[0] == "1\t00000.png\t72\t96\t\t\t"
    code, said, _ = run(capsys, "propose", project)
    assert (code, said.startswith("2 trimaps")) == (0, True)
    code, said, _ = run(capsys, "matte", project, "--method", "closed-form", "--method", "shared")
    assert "2 mattes made" in said
    rows = json.loads(run(capsys, "list", project, "--json")[1])
    assert [row["state"] for row in rows] == ["proposed", "proposed"]
    for layout in ("coco-plus", "pfcn"):
        code, said, err = run(
            capsys, "export", project, out / layout, "--format", layout, "--state", "proposed"
        )
        assert (code, err) == (0, "")
        again = tmp_path / f"again-{layout}"
        run(capsys, "init", again)
        code, said, err = run(capsys, "import", again, out / layout, "--format", layout)
        assert (code, said.split()[0]) == (0, "2"), err
        assert run(capsys, "verify", again)[0] == 0
    code, said, _ = run(capsys, "verify", project)
    assert (code, "replays to the bit" in said) == (0, True)


def test_evaluation_from_the_command_line(
    tmp_path: Path, eg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    masks = eg / "masks"
    code, said, _ = run(capsys, "evaluate", masks, masks, "--out", tmp_path / "report", "--json")
    assert code == 0
    assert json.loads(said)
    assert (tmp_path / "report" / "report.html").is_file()
    (masks / "00001.png").rename(tmp_path / "00001.png")
    whole = tmp_path / "whole"
    whole.mkdir()
    for path in (masks / "00000.png", tmp_path / "00001.png"):
        (whole / path.name).write_bytes(path.read_bytes())
    code, _, err = run(capsys, "evaluate", whole, masks, "--out", tmp_path / "other")
    assert code != 0
    assert "00001" in err
    assert not (tmp_path / "other").exists()


def test_trimap_and_alpha_without_a_project(
    tmp_path: Path, eg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, mask = eg / "images" / "00000.png", eg / "masks" / "00000.png"
    trimap, alpha, cutout = (tmp_path / name for name in ("t.png", "a.png", "c.png"))
    assert run(capsys, "trimap", photo, trimap, "--mask", mask)[0] == 0
    assert set(np.unique(cv2.imread(str(trimap), cv2.IMREAD_UNCHANGED))) == {0, 128, 255}
    assert run(capsys, "alpha", photo, alpha, "--trimap", trimap, "--cutout", cutout)[0] == 0
    read = cv2.imread(str(alpha), cv2.IMREAD_UNCHANGED)
    assert (read.dtype, read.shape) == (np.uint16, (96, 72))
    assert cv2.imread(str(cutout), cv2.IMREAD_UNCHANGED).shape == (96, 72, 4)


@pytest.mark.usefixtures("says_hat")
def test_a_matte_is_refined_without_a_project(
    tmp_path: Path, eg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disc's own mask is the matte; the network adds a hat, with a band of a pixel on each side."""
    photo, matte = eg / "images" / "00000.png", eg / "masks" / "00000.png"
    out, portrait = tmp_path / "out.png", tmp_path / "portrait.png"
    words = ("refine", photo, matte, out, "--method", "shared", "--portrait", portrait)
    assert run(capsys, *words) == (0, "", "")
    before, alpha, binary = (
        cv2.imread(str(path), cv2.IMREAD_UNCHANGED) for path in (matte, out, portrait)
    )
    assert (binary == np.where(hat(), 255, 0)).all()
    assert (alpha.dtype, alpha.shape) == (np.uint16, (96, 72))
    sure = binary_erosion(hat(), np.ones((3, 3))) | ~binary_dilation(hat(), np.ones((3, 3)))
    assert (alpha[sure] == np.where(hat(), 65535, 0)[sure]).all()
    assert (before[20, 36], alpha[20, 36]) == (0, 65535)


@pytest.mark.usefixtures("says_hat")
def test_mattes_of_a_project_are_refined(
    tmp_path: Path, eg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "p"
    run(capsys, "init", project)
    run(capsys, "import", project, eg, "--format", "pfcn")
    run(capsys, "propose", project, "--source", "annotation")
    run(capsys, "matte", project, "--method", "shared")
    code, said, err = run(capsys, "matte", project, "--method", "fcn")
    assert (code, err) == (0, "")
    told = r"0000\d\.png, annotation \d: the methods differ by \d{3} pixels in sum"
    assert len(re.findall(told, said)) == 2
    assert "2 mattes made, 0 annotations not touched, 0 failed." in said
    code, said, _ = run(capsys, "verify", project)
    assert (code, "replays to the bit" in said) == (0, True)


@pytest.mark.parametrize(
    ("photo", "alpha", "more", "said"),
    [
        ((96, 72), (72, 96), (), "alpha.png is 96 x 72 pixels"),
        ((96, 72), None, (), "alpha.png cannot be read"),
        ((96, 72), 0.0, (), "no pixel of 0.5 or more"),
        ((1, 1), 1.0, (), "too small to refine"),
        ((96, 72), 1.0, ("--method", "fcn"), "There is no matting method 'fcn'"),
    ],
)
def test_what_cannot_be_refined_is_one_line_and_writes_nothing(
    photo: tuple[int, int],
    alpha: tuple[int, int] | float | None,
    more: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(refining, "version", lambda: "by-hand")
    # Nobody is asked who would need weights.
    network = SimpleNamespace(pixels=600 * 800, foreground=None)
    monkeypatch.setattr("curator.refinement.fcn.refining_fcn", lambda: network)
    Path("photo.png").write_bytes(encode_png(np.full((*photo, 3), 90, np.uint8)))
    if alpha is not None:
        shape, level = (alpha, 0.0) if isinstance(alpha, tuple) else (photo, alpha)
        Path("alpha.png").write_bytes(encode_alpha(np.full(shape, level, np.float32)))
    words = ("refine", "photo.png", "alpha.png", "out.png", "--portrait", "portrait.png", *more)
    code, out, err = run(capsys, *words)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert not Path("out.png").exists()
    assert not Path("portrait.png").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "nowhere"), "There is no project in nowhere"),
        (("alpha", "nowhere.jpg", "out.png"), "nowhere.jpg cannot be read"),
        (("methods", "--jsonn"), "No such option"),
        (("propose",), "Missing argument"),
        ((*ALONE, "--trimap", "t.png"), "would not look at t.png"),
        ((*ALONE, "--set", "pose.detection=0.3"), "of pose would change nothing"),
        (("alpha", "a.jpg", "out.png", "--set", "knn.tolerance=1e-4"), "of knn would change nothing"),
        (("alpha", "a.jpg", "out.png", "--set", "closed-form.radius=x"), "must be a whole number"),
        (("alpha", "a.jpg", "a.tiff"), "a name that ends in .png"),
        (("trimap", "a.png", "sub/../a.png"), "a.png is read as well"),
        (
            ("alpha", "a.jpg", "out.png", "--trimap", "t.png", "--cutout", "t.png"),
            "t.png is read as well",
        ),
        (("alpha", "a.jpg", "a.png", "--cutout", "a.png"), "a.png is written as well"),
        (("refine", "a.jpg", "a.png", "a.png"), "a.png is read as well"),
    ],
)
def test_an_error_is_one_line_on_stderr(
    words: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *words)
    assert code != 0
    assert out == ""
    assert err.startswith("curator: ")
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("words", [(), ("weights",)])
def test_a_group_without_a_command_shows_its_help_and_no_empty_error(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *words)
    assert code == 2
    assert "Usage: " in out + err
    assert "curator: " not in err


def test_a_wrong_trimap_leaves_what_was_there(
    tmp_path: Path, eg: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.png"
    out.write_bytes(b"what was there")
    small = tmp_path / "small.png"
    small.write_bytes(encode_png(np.array([[0, 128, 255]], np.uint8)))
    photo = eg / "images" / "00000.png"
    code, _, err = run(capsys, "alpha", photo, out, "--trimap", small)
    assert code == 1
    assert "small.png" in err
    assert out.read_bytes() == b"what was there"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["eg", "out.png", "small.png"]


def test_a_matte_of_the_photo_alone_needs_no_trimap(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The astronaut's face and suit are hers, the flag's corner is not, and no source is asked for."""
    photo, out, cutout = (tmp_path / name for name in ("photo.png", "out.png", "cutout.png"))
    photo.write_bytes(encode_png(astronaut()[:, 60:444]))
    said = run(capsys, "alpha", photo, out, "--method", "light-dense", "--cutout", cutout)
    assert said == (0, "", "")
    alpha = cv2.imread(str(out), cv2.IMREAD_UNCHANGED)
    assert (alpha.dtype, alpha.shape) == (np.uint16, (512, 384))
    assert min(alpha[130, 160], alpha[400, 140]) > 60000
    assert alpha[10, 5] < 6000
    assert ((alpha > 6000) & (alpha < 60000)).any()
    assert (cv2.imread(str(cutout), cv2.IMREAD_UNCHANGED)[..., 3] == np.rint(alpha / 257)).mean() > 0.99


def test_everything_registered_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    kinds = json.loads(run(capsys, "methods", "--json")[1])
    names = {kind: [each["name"] for each in found] for kind, found in kinds.items()}
    assert {"annotation", "grabcut", "pose", "selfie"} <= set(names["sources"])
    assert names["methods"] == ["blend", "closed-form", "knn", "shared"]
    assert names["networks"] == ["fcn", "light-dense"]
    assert all(each["version"] and each["unavailable"] is None for each in kinds["networks"])
    assert names["formats"] == ["coco", "coco-plus", "folder", "pfcn"]
    assert len(names["metrics"]) == 11
    assert all(info["help"] for each in kinds["methods"] for info in each["parameters"])


def test_missing_weights_are_a_sentence_and_no_crash(
    tmp_path: Path, eg: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path / "none"))
    code, out, _ = run(capsys, "weights", "list")
    assert code == 0
    assert "selfie: MediaPipe selfie segmentation, 249,505 bytes, Apache-2.0" in out
    assert f"SHA-256 {weights.KNOWN['selfie'].sha256}" in out
    listed = json.loads(run(capsys, "weights", "list", "--json")[1])
    assert [each["name"] for each in listed] == list(weights.KNOWN)
    assert all(each["problem"] for each in listed)
    code, out, err = run(capsys, "weights", "path", "selfie")
    assert (code, out) == (1, "")
    assert "curator weights fetch selfie" in err
    code, _, err = run(capsys, "alpha", eg / "images" / "00000.png", tmp_path / "a.png")
    assert code == 1
    assert "curator weights fetch selfie" in err
    assert set(weights.KNOWN) >= {"selfie", "pose-detection", "pose-landmark"}


def test_the_console_script_and_the_module_are_one(tmp_path: Path) -> None:
    module = [sys.executable, "-m", "curator.cli", "list", str(tmp_path)]
    ended = subprocess.run(module, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 1
    assert ended.stderr.startswith("curator: There is no project")
