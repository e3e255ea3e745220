"""Reading MakeHuman's files, and finding them."""

import tarfile
from pathlib import Path

import numpy as np
import pytest

from fixtures.studio.assets import open_assets
from fixtures.studio.formats import read_mesh, read_proxy, read_target
from station_gate.problems import BadInput

SQUARE = """# a square
v 0 0 0
v 1 0 0
v 1 1 0
v 0 1 0
vt 0 0
vt 1 1
g body
f 1/1 2/2 3/1 4/2
"""
FOLLOWS = """# a brow
name brow
obj_file square.obj
x_scale 0 1 2.0
verts 0
2
0 1 2 0.5 0.25 0.25 0.0 0.1 0.2
material late.mhmat
delete_verts
1 3 - 5
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "square.obj").write_text(SQUARE)
    (tmp_path / "brow.mhclo").write_text(FOLLOWS)
    return tmp_path


def test_a_mesh_has_its_groups_corners_and_uvs(files: Path) -> None:
    mesh = read_mesh(files / "square.obj")
    assert mesh.vertices.shape == (4, 3)
    (face,) = mesh.faces
    assert (face.group, face.corners, face.uvs) == ("body", (0, 1, 2, 3), (0, 1, 0, 1))


@pytest.mark.parametrize("text", ["", "v 1 2 x\nf 1 1 1\n", "v 0 0 0\n"])
def test_another_file_is_no_mesh(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.obj"
    path.write_text(text)
    with pytest.raises(BadInput, match="get it again"):
        read_mesh(path)


def test_a_target_moves_its_vertices_and_an_empty_one_none(tmp_path: Path) -> None:
    path = tmp_path / "x.target"
    path.write_text("# by hand\n3 0.1 -.2 0\n\n7 0 0 1e-1\n")
    target = read_target(path)
    assert target.vertices.tolist() == [3, 7]
    assert target.moves.tolist() == [[0.1, -0.2, 0.0], [0.0, 0.0, 0.1]]
    path.write_text("# nothing\n")
    assert len(read_target(path).vertices) == 0
    path.write_text("3 0.1\n")
    with pytest.raises(BadInput, match="not a readable target"):
        read_target(path)


def test_a_proxy_follows_the_body(files: Path) -> None:
    proxy = read_proxy(files / "brow.mhclo")
    assert proxy.hides == {1, 3, 4, 5}
    body = np.array([[0.0, 0, 0], [4, 0, 0], [0, 8, 0]])
    fitted = proxy.fit(body)
    assert fitted[0].tolist() == [0, 8, 0]
    # the offset along x doubles, because vertices 0 and 1 are 4 apart instead of 2
    assert fitted[1].tolist() == [1.0, 2.1, 0.2]
    proxy_wider = proxy.fit(body * (2, 1, 1)) - proxy.fit(body)
    assert proxy_wider[1, 0] == pytest.approx(1.0)


def test_a_proxy_takes_the_bodys_bone_weights_over(files: Path) -> None:
    proxy = read_proxy(files / "brow.mhclo")
    weights = proxy.bone_weights(np.array([[1.0, 0], [0, 1], [0, 1]]))
    assert weights.tolist() == [[0, 1], [0.5, 0.5]]


def test_a_proxy_without_a_mesh_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.mhclo"
    path.write_text("verts 0\n1\n")
    with pytest.raises(BadInput, match="names no mesh"):
        read_proxy(path)


PROOFS = (
    "core/3dobjs/base.obj",
    "targets/macrodetails/caucasian-female-young.target",
    "assets/hair/short02/short02.mhclo",
    "textures/skins/textures/x.jpg",
)


def test_the_folder_is_taken_from_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PROOFS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.setenv("STATION_GATE_MAKEHUMAN", str(tmp_path))
    assets = open_assets()
    assert assets.folder == tmp_path
    assert assets.texture("skins/textures/x") == tmp_path / "textures/skins/textures/x.jpg"
    assert assets.texture("skins/textures/y") is None
    with pytest.raises(BadInput, match="nose-hump-incr"):
        assets.target("nose/nose-hump-incr")


def test_archives_are_unpacked_once(tmp_path: Path) -> None:
    given, made, unpacked = (tmp_path / name for name in ("given", "made", "unpacked"))
    given.mkdir()
    for name in PROOFS:
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(name)
        part = name.split("/")[0]
        ending = ".tar" if part == "textures" else ".tar.xz"
        mode = "w" if part == "textures" else "w:xz"
        with tarfile.open(given / f"{part}{ending}", mode) as file:  # type: ignore[call-overload]
            file.add(made / part, part)
    assert open_assets(given, unpacked).folder == unpacked
    (unpacked / PROOFS[0]).write_text("kept")
    open_assets(given, unpacked)
    assert (unpacked / PROOFS[0]).read_text() == "kept"


def test_what_is_missing_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATION_GATE_MAKEHUMAN", raising=False)
    with pytest.raises(BadInput, match=r"--makehuman or STATION_GATE_MAKEHUMAN; the CC0 files"):
        open_assets()
    with pytest.raises(BadInput, match=r"no core and no targets and no assets and no textures"):
        open_assets(tmp_path)
