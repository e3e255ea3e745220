"""What ``make quick`` runs for what was changed."""

from pathlib import Path

from tools.changed import selected


def a_tree(root: Path, *files: str) -> None:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).touch()


def test_a_changed_test_is_run_and_what_is_no_test_is_not(tmp_path: Path) -> None:
    files = ["tests/gate/test_x.py", "tests/gate/helper.py", "README.md", "tools/docs.py"]
    assert selected(files, tmp_path) == ["tests/gate/test_x.py"]


def test_a_modules_tests_have_its_name(tmp_path: Path) -> None:
    a_tree(tmp_path, "tests/faces/test_eyes.py", "tests/test_problems.py", "tests/faces/test_b.py")
    assert selected(["station_gate/faces/eyes.py"], tmp_path) == ["tests/faces/test_eyes.py"]
    assert selected(["station_gate/problems.py"], tmp_path) == ["tests/test_problems.py"]


def test_they_may_lie_above_or_be_the_whole_folder(tmp_path: Path) -> None:
    a_tree(tmp_path, "tests/tickets/test_cose.py", "tests/tickets/uic/test_keys.py")
    assert selected(["station_gate/tickets/own/cose.py"], tmp_path) == [
        "tests/tickets/test_cose.py"
    ]
    assert selected(["station_gate/tickets/uic/records.py"], tmp_path) == ["tests/tickets/uic"]
    assert selected(["station_gate/tickets/own/keys.py"], tmp_path) == ["tests/tickets"]
    assert selected(["station_gate/say.py", "station_gate/nowhere/say.py"], tmp_path) == []
