"""Each species draws from its own seed: a new one changes no other."""

from station_gate.lab.attacks.species import SPECIES


def test_seeds_are_the_species_own_and_as_they_were_measured() -> None:
    assert {name: kind.seed for name, kind in SPECIES.items()} == {
        "cutout_mask": 1,
        "face_swapped": 2,
        "phone_photo": 3,
        "print_bent": 4,
        "print_flat": 5,
        "replay_with_turn": 6,
        "tablet_video": 7,
    }
