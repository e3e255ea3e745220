"""What may be compared, in every form, and what is said of everything wrong."""

import re
from pathlib import Path

import numpy as np
import pytest

from station_gate.lab.evaluation.material import Material, every_pair, grouped_by_person, strangers
from station_gate.lab.evaluation.readers import read_groups, read_material
from station_gate.problems import BadInput, WrongUsage

PEOPLE = {"Ada": 3, "Bo": 2, "Cy_Dee": 1}


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """Folders of people as LFW has them; the files are never opened here."""
    for name, count in PEOPLE.items():
        folder = tmp_path / "images" / name
        folder.mkdir(parents=True)
        for number in range(1, count + 1):
            (folder / f"{name}_{number:04d}.jpg").touch()
    return tmp_path / "images"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "pairs.txt"
    path.write_text(text, encoding="utf-8")
    return path


def pairs_of(given: Material) -> set[tuple[str, str, bool]]:
    return {
        (given.pictures[left].stem, given.pictures[right].stem, bool(same))
        for left, right, same in zip(given.left, given.right, given.same, strict=True)
    }


@pytest.mark.parametrize("first", ["", "3\t300\n", "10\n"])
def test_pairs_as_lfw_writes_them(tmp_path: Path, images: Path, first: str) -> None:
    text = first + "Ada\t1\t2\nAda\t3\tBo\t1\n\nBo\t1\t2\n"
    given = read_material(written(tmp_path, text), images)
    assert pairs_of(given) == {
        ("Ada_0001", "Ada_0002", True),
        ("Ada_0003", "Bo_0001", False),
        ("Bo_0001", "Bo_0002", True),
    }
    assert list(given.left) == sorted(given.left)
    assert given.people is not None
    assert all(
        path.parent.name == name for path, name in zip(given.pictures, given.people, strict=True)
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("3\t300\n", "has no pairs"),
        ("Ada\t1\n", "line 1: 2 columns"),
        ("Ada\t1\tx\n", "'x' is not a picture's number"),
        ("Ada\t1\tAda\t2\n", "both are Ada"),
        ("Ada\t1\t9\n", "there is no picture"),
        ("a,b,is\n", "no column same"),
        ("a,b,same\n", "has no pairs"),
        ("a,b,same\nAda/Ada_0001.jpg,Ada/Ada_0002.jpg,maybe\n", "line 2: same is 'maybe'"),
        ("a,b,same\nAda/Ada_0001.jpg,1\n", "line 2: 2 columns instead of 3"),
        ("a,b,same\nAda/Ada_0001.jpg,gone.jpg,1\n", "there is no picture"),
        ("Ada\n", "line 1: 1 column;"),
        ("Ada\t1\t" + "1" * 5000, "is not a picture's number"),
        (
            "A" * 300 + "\t1\t2\n",
            r"line 1: the picture .* cannot be looked up \(File name too long",
        ),
        (
            "a,b,same\nAda/Ada_0001.jpg," + "y" * 300 + ",1\n",
            r"line 2: the picture .* cannot be looked up \(File name too long\); check the name",
        ),
        ("a,b,same\n" + "x" * 140_000 + ",y,1\n", "line 2: this cannot be read as CSV"),
        (
            'a,b,same,group\nAda/Ada_0001.jpg,Ada/Ada_0002.jpg,1,"x\n'
            "Ada/Ada_0001.jpg,Bo/Bo_0001.jpg,0,y\n",
            "check the quotation marks",
        ),
        ("a;b;same\nx.jpg;y.jpg;1\n", "separated by semicolons; separate them by commas"),
        ("x.jpg;y.jpg;1\n", "by semicolons; .* begin with the line a,b,same or a,b,same,group"),
        ("a\tb\tsame\nx.jpg\ty.jpg\t1\n", "separated by tabs; separate them by commas"),
        ("Ada\t1\t1\n", "line 1: .*Ada_0001.jpg is compared with itself"),
        ("a,b,same\nBo/Bo_0001.jpg,./Bo/Bo_0001.jpg,0\n", "line 2: .* with itself"),
        (
            "a,b,same\nAda/Ada_0001.jpg,Bo/Bo_0001.jpg,0\nAda/Ada_0002.jpg,Bo/Bo_0001.jpg,0\n"
            "Bo/Bo_0001.jpg,Ada/Ada_0001.jpg,1\n",
            "line 4: .* are one person here and two people on line 2; correct",
        ),
        (
            "a,b,same,group\nAda/Ada_0001.jpg,Bo/Bo_0001.jpg,0,x\n"
            "Ada/Ada_0001.jpg,Bo/Bo_0001.jpg,0,y\n",
            "line 3: .* have the group 'y' here and 'x' on line 2",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, images: Path, text: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says):
        read_material(written(tmp_path, text), images)


def test_a_person_whose_name_is_a_number_is_no_line_of_counts(tmp_path: Path) -> None:
    folder = tmp_path / "images" / "1001"
    folder.mkdir(parents=True)
    for number in (1, 2, 3):
        (folder / f"1001_{number:04d}.jpg").touch()
    given = read_material(written(tmp_path, "1001\t1\t2\n1001\t1\t3\n"), tmp_path / "images")
    assert len(given.left) == 2


@pytest.mark.parametrize("blank", ["\n", " \n\n", "\t\n"])
@pytest.mark.parametrize(
    "text", ["3\t300\nAda\t1\t2\n", "a,b,same\nAda/Ada_0001.jpg,Ada/Ada_0002.jpg,1\n,,\n"]
)
def test_blank_lines_are_passed_over(tmp_path: Path, images: Path, blank: str, text: str) -> None:
    given = read_material(written(tmp_path, blank + text), images)
    assert pairs_of(given) == {("Ada_0001", "Ada_0002", True)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Ada\t1\t2\nAda\t1\t3\n", ""),
        ("Ada\t1\t2\nAda\t1\t3\nAda\t2\t1\n", "Line 3 of pairs.txt repeats an earlier pair"),
        (
            "Ada\t1\t2\nAda\t1\t3\n" + "Ada\t1\t2\n" * 1000,
            r"1,000 lines of pairs.txt repeat earlier pairs \(the first is line 3\)",
        ),
        (
            "a,b,same,group\n"
            + "Ada/Ada_0001.jpg,Ada/Ada_0003.jpg,1,x\n" * 2
            # as the file system has it, these are the same again
            + "Ada/Ada_0001.jpg,Ada/./Ada_0002.jpg,1,y\nAda//Ada_0001.jpg,Ada/Ada_0002.jpg,1,y\n",
            r"2 lines of pairs.txt repeat earlier pairs \(the first is line 3\)",
        ),
    ],
)
def test_a_pair_that_is_listed_again_counts_once_and_that_is_said(
    tmp_path: Path, images: Path, text: str, says: str
) -> None:
    given = read_material(written(tmp_path, text), images)
    assert len(given.left) == len(given.same) == len(given.group) == 2
    assert pairs_of(given) == {("Ada_0001", "Ada_0002", True), ("Ada_0001", "Ada_0003", True)}
    assert re.match(says, given.left_out)
    assert bool(given.left_out) is bool(says)
    if given.groups:
        assert {
            given.pictures[right].stem: int(of)
            for right, of in zip(given.right, given.group, strict=True)
        } == {
            "Ada_0003": 0,
            "Ada_0002": 1,
        }


def test_a_name_is_looked_for_below_the_folder_of_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = [Path("in/a.jpg"), Path("in/in/a.jpg")]
    for file in files:
        file.parent.mkdir(exist_ok=True)
        file.touch()
    given = read_material(written(tmp_path, "a,b,same\na.jpg,in/a.jpg,1\n"), Path("in"))
    assert list(given.pictures) == files


def test_the_whole_list_of_lfw_is_read_as_it_stands(shared_data: Path) -> None:
    given = read_material(shared_data / "lfw" / "pairs.txt", shared_data / "lfw" / "images")
    assert (int(given.same.sum()), int((~given.same).sum())) == (900, 900)
    assert given.left_out == ""


def test_files_and_folders_that_are_not_there(tmp_path: Path, images: Path) -> None:
    pairs = written(tmp_path, "Ada 1 2\n")
    with pytest.raises(WrongUsage, match="--images"):
        read_material(pairs, None)
    with pytest.raises(BadInput, match="no folder"):
        read_material(pairs, tmp_path / "nowhere")
    with pytest.raises(BadInput, match="no pairs file or folder"):
        read_material(tmp_path / "nothing.txt", images)
    with pytest.raises(BadInput, match="no pairs file or folder"):
        read_material(tmp_path / ("x" * 300), images)
    with pytest.raises(BadInput, match="no folder"):
        read_material(pairs, tmp_path / ("x" * 300))
    with pytest.raises(BadInput, match=r"There is no groups file .*nothing\.csv; give"):
        read_groups(tmp_path / "nothing.csv")
    with pytest.raises(WrongUsage, match="leave --images out"):
        read_material(images, tmp_path)
    assert len(read_material(images, images).left) == 15
    with (tmp_path / "huge.txt").open("wb") as huge:
        huge.truncate(2 << 30)
    with pytest.raises(BadInput, match=r"2,147 MB, more than the 200 MB a list may have"):
        read_material(tmp_path / "huge.txt", images)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(BadInput, match="is not a text file"):
        read_material(tmp_path / "binary", images)


def test_a_csv_with_groups(tmp_path: Path, images: Path) -> None:
    text = (
        "a,b,same,group\n"
        "Bo/Bo_0001.jpg,Ada/Ada_0001.jpg,0,\n"
        "Ada/Ada_0001.jpg,Ada/Ada_0002.jpg,yes,north\n"
        "Bo/Bo_0001.jpg,Bo/Bo_0002.jpg,TRUE,south\n"
    )
    given = read_material(written(tmp_path, text), images)
    assert len(given.left) == 3
    assert given.groups == ("north", "south")
    named = {
        (given.pictures[left].stem, int(number))
        for left, number in zip(given.left, given.group, strict=True)
    }
    assert named == {("Bo_0001", -1), ("Ada_0001", 0), ("Bo_0001", 1)}
    with pytest.raises(BadInput, match="does not say"):
        every_pair(given)
    with pytest.raises(BadInput, match="a column named group"):
        grouped_by_person(given, {"Ada": "north"})


def test_folders_of_people_give_every_pair(images: Path) -> None:
    given = read_material(images, None)
    assert int(given.same.sum()) == 4  # three of Ada, one of Bo
    assert len(given.left) == 15
    assert pairs_of(given) == pairs_of(every_pair(given))


def test_files_that_are_no_pictures_are_left_out_of_folders_and_said(images: Path) -> None:
    assert read_material(images, None).left_out == ""
    for name in ("._Ada_0001.jpg", ".DS_Store"):
        (images / "Ada" / name).touch()
    (images / ".thumbnails").mkdir()
    (images / ".thumbnails" / "x.jpg").touch()
    (images / "Ada" / "older.jpg").mkdir()
    given = read_material(images, None)
    assert given.left_out == ""
    assert len(given.pictures) == sum(PEOPLE.values())
    (images / "Bo" / "1.HEIC").touch()
    given = read_material(images, None)
    assert "1 file in people's folders is left out (1 .heic), as only .jpg" in given.left_out
    for name in ("2.heic", "x.tiff", "notes"):
        (images / "Ada" / name).touch()
    given = every_pair(read_material(images, None))
    assert (
        "4 files in people's folders are left out (2 .heic, 1 without an ending, 1 .tiff)"
        in given.left_out
    )
    assert len(given.pictures) == sum(PEOPLE.values())


def test_folders_of_other_files_only_are_refused_with_their_endings(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.heic").touch()
    with pytest.raises(BadInput, match=r"no folder with pictures .* left out \(2 \.heic\)"):
        read_material(tmp_path, None)


def test_a_folder_that_may_not_be_read_is_said(
    images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:  # root, who may run the tests, may read everything
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(BadInput, match=r"cannot be read \(Permission denied\)"):
        read_material(images, None)


def test_impostors_are_drawn_the_same_way_for_the_same_seed(images: Path) -> None:
    drawn = [read_material(images, None, seed=seed, most_impostors=5) for seed in (1, 1, 2)]
    assert [int((~each.same).sum()) for each in drawn] == [5, 5, 5]
    assert all(int(each.same.sum()) == 4 for each in drawn)
    assert pairs_of(drawn[0]) == pairs_of(drawn[1]) != pairs_of(drawn[2])


def test_folders_without_pairs_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with pytest.raises(BadInput, match="has no folder with pictures"):
        read_material(tmp_path, None)
    for name in ("a", "b"):
        (tmp_path / name / "one.png").touch()
    with pytest.raises(BadInput, match="one picture of each person"):
        read_material(tmp_path, None)


def test_all_pairs_and_groups_of_people(tmp_path: Path, images: Path) -> None:
    pairs = written(tmp_path, "Ada 1 2\nAda 3 Bo 1\nBo 2 Cy_Dee 1\n")
    given = every_pair(read_material(pairs, images))
    assert (len(given.left), int(given.same.sum())) == (15, 4)
    assert "every pair of the 6 pictures" in given.origin
    (tmp_path / "groups.csv").write_text("person,group\nAda,x\nBo,x\nZoe,y\n")
    grouped = grouped_by_person(given, read_groups(tmp_path / "groups.csv"))
    assert grouped.groups == ("x", "y")
    assert int((grouped.group == 0).sum()) == 10  # all pairs of five pictures
    assert int((grouped.group == 1).sum()) == 0
    with pytest.raises(BadInput, match="None of the people"):
        grouped_by_person(given, {"Zoe": "y"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,x\nAda,1\n", "person,group"),
        ("person,group\nAda,\n", "line 2"),
        ("person;group\nAda;x\n", "separated by semicolons; separate them by commas"),
        ("person,group\nAda," + "x" * 140_000, "line 2: this cannot be read as CSV"),
        (
            "person,group\nAda,x\nBo,x\nAda,y\n",
            "line 4: Ada is in the group y here and in x on line 2",
        ),
        ("\n", r"is empty; write a person and a group on each line"),
    ],
)
def test_groups_that_cannot_be_read(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        read_groups(written(tmp_path, text))


def test_a_person_may_be_named_twice_with_one_group(tmp_path: Path) -> None:
    text = "\nperson, group\nAda, x\nBo,y\nAda,x\n"
    assert read_groups(written(tmp_path, text)) == {"Ada": "x", "Bo": "y"}


def test_all_pairs_have_a_limit(tmp_path: Path) -> None:
    names = [Path(f"{number}.jpg") for number in range(9_000)]
    none = np.zeros(0, np.int32)
    given = Material(
        pictures=tuple(names),
        people=tuple(path.stem for path in names),
        left=none,
        right=none,
        same=none.astype(bool),
        group=none,
        groups=(),
        origin="names",
    )
    with pytest.raises(BadInput, match="use fewer pictures"):
        every_pair(given)


def test_strangers_are_all_pairs_of_two_people_or_so_many_drawn(
    tmp_path: Path, images: Path
) -> None:
    text = "Ada\t1\t2\nAda\t3\tBo\t1\nBo\t1\t2\nCy_Dee\t1\tBo\t2\n"
    given = read_material(written(tmp_path, text), images)
    every = strangers(given)
    assert every is not None
    assert len(pairs_of(every)) == len(every.left) == 3 * 2 + 3 * 1 + 2 * 1
    assert not every.same.any()
    assert (np.diff(every.left) >= 0).all(), "as comparing wants them"
    few = strangers(given, most=4)
    assert few is not None
    assert pairs_of(few) < pairs_of(every)
    assert 1 <= len(pairs_of(few)) == len(few.left) <= 4
    assert every.groups == ()
    of_two = strangers(grouped_by_person(given, {"Ada": "x", "Bo": "x", "Cy_Dee": "y"}))
    assert of_two is not None
    assert int((of_two.group == of_two.groups.index("x")).sum()) == 3 * 2
    assert int((of_two.group == -1).sum()) == 3 * 1 + 2 * 1
    table = tmp_path / "pairs.csv"
    table.write_text("a,b,same\nAda/Ada_0001.jpg,Bo/Bo_0001.jpg,0\n")
    assert strangers(read_material(table, images)) is None
