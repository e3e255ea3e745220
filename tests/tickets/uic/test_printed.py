"""The printed text of tickets that hold nothing else, in the forms that issuers write."""

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from station_gate.tickets.uic.envelope import Barcode, DataRecord
from station_gate.tickets.uic.explain import explain_uic
from station_gate.tickets.uic.ownrecords import read_own_records
from station_gate.tickets.uic.printed import journey
from station_gate.tickets.uic.records import as_printed, layout
from tests.tickets.uic.barcodes import AT, container, part

P256 = ec.generate_private_key(ec.SECP256R1())


def tlay(*fields: tuple[int, int, int, int, str]) -> bytes:
    """Return a U_TLAY record: line, column, height, width and text of each field."""
    body = b"".join(
        f"{line:02}{column:02}{height:02}{width:02}0{len(text.encode()):04}{text}".encode()
        for line, column, height, width, text in fields
    )
    return b"RCT2" + f"{len(fields):04}".encode() + body


def barcode(**records: bytes) -> Barcode:
    return Barcode(
        kind="#UT01",
        provider="1",
        key_id="1",
        signature=b"",
        signed=b"",
        algorithm="",
        records=tuple(DataRecord(n.removeprefix("_"), "03", data) for n, data in records.items()),
    )


def told(*fields: tuple[int, int, int, int, str], issued: date | None = None) -> dict[str, str]:
    return {name: v for name, v, _ in journey(layout(barcode(U_TLAY=tlay(*fields))), issued)}


WHOLE_LINES = (
    (13, 52, 1, 19, "PREIS     EUR 99,90"),
    (0, 19, 2, 25, "FAHRSCHEIN + RESERVIERUNG\nNachtzug"),
    (0, 52, 2, 14, "Rivera Alex\n01 ERWACHSENER"),
    (
        8,
        1,
        3,
        40,
        "ZUG 421     NJ   WAGEN   280   Sitzplatz\n\nABTEILWAGEN                         046",
    ),
    (9, 35, 1, 7, "FENSTER"),
    (2, 1, 2, 13, "CIV 9990\nGültig: 2018"),
    (12, 1, 1, 48, "01 Sparangebot"),
    (6, 1, 1, 68, "29.12 01:37  HAFEN HBF        ->  NORDFELD         29.12 02:37     2"),
    (7, 3, 1, 66, "*     *    *                ->  *                  *     *       *"),
)


def test_fields_that_take_whole_lines_are_read_at_their_columns() -> None:
    assert told(*WHOLE_LINES) == {
        "from": "HAFEN HBF",
        "to": "NORDFELD",
        "class": "2",
        "product": "FAHRSCHEIN + RESERVIERUNG Nachtzug",
        "name": "Rivera Alex",
        "price": "99.90 EUR",
        "train": "NJ 421",
        "coach": "280",
        "seat": "FENSTER 046",
        "valid from": "2018-12-29 01:37",
        "valid until": "2018-12-29 02:37",
    }


def test_a_journey_over_two_lines_of_one_field() -> None:
    lines = (
        "*     *    GRABEN           ->  WIESEN             *     *       1\n" + WHOLE_LINES[-1][4]
    )
    said = told((6, 3, 2, 66, lines), (2, 1, 2, 20, "CIV 9990\nHF 10.09.17-11.09.17"))
    assert (said["from"], said["to"], said["class"]) == ("GRABEN", "WIESEN", "1")
    assert (said["valid from"], said["valid until"]) == ("2017-09-10", "2017-09-11")


def test_a_way_back_that_is_printed_is_included() -> None:
    out = [(6, 13, 1, 17, "BRATISLAVA"), (6, 34, 1, 17, "WIEN")]
    back = [(7, 13, 1, 17, "WIEN"), (7, 34, 1, 17, "BRATISLAVA")]
    assert told(*out, *back)["return"] == "included"
    assert "return" not in told(*out)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Gültigkeit 10.08.2018-11.08.2018", "2018-08-10", "2018-08-11"),
        ("30.10.2022 - 30.10.2022", "2022-10-30", "2022-10-30"),
        ("Gültig vom 01.07.2023 bis 01.08.2023 03.00", "2023-07-01", "2023-08-01 03:00"),
        ("VALID 01/07/2023 08:15 until 02/07/2023 10:00", "2023-07-01 08:15", "2023-07-02 10:00"),
        ("Gültig vom 28.06.2023 Gültig bis 28.07.2023", "2023-06-28", "2023-07-28"),
        ("Gültigkeit: 13.01.2021", "2021-01-13", "2021-01-13"),
        ("PLATNY / VALID 1.4.22", "2022-04-01", "2022-04-01"),
    ],
)
def test_validity_in_words(text: str, first: str, last: str) -> None:
    said = told((3, 1, 1, 48, text))
    assert (said["valid from"], said["valid until"]) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["31.02.2023 - 01.03.2023", "02.03.2023 - 01.03.2023", "*****", "Gültig: 99.99.9999", "2023"],
)
def test_validity_that_is_none_is_left_out(text: str) -> None:
    assert "valid from" not in told((3, 1, 1, 48, text))


@pytest.mark.parametrize(
    ("days", "year", "issued", "first", "last"),
    [
        (
            ("01.04", "00:00", "01.04", "24:00"),
            "VALID 2022",
            None,
            "2022-04-01 00:00",
            "2022-04-01 23:59",
        ),
        (
            ("01.07", "00.00", "01.08", "03.00"),
            "2023",
            date(2023, 6, 1),
            "2023-07-01 00:00",
            "2023-08-01 03:00",
        ),
        (
            ("31.12", "23:10", "01.01", "06:20"),
            "",
            date(2025, 12, 1),
            "2025-12-31 23:10",
            "2026-01-01 06:20",
        ),
        (("21.09", "", "21.09", ""), "GÜLTIG: 2012", None, "2012-09-21", "2012-09-21"),
        (("29.02", "", "29.02", ""), "", date(2026, 1, 1), "2028-02-29", "2028-02-29"),
    ],
)
def test_the_line_of_the_journey_says_days_without_their_year(
    days: tuple[str, str, str, str], year: str, issued: date | None, first: str, last: str
) -> None:
    columns = zip((1, 7, 52, 58), days, strict=True)
    fields = [(6, column, 1, 5, text) for column, text in columns if text]
    said = told(*fields, (3, 1, 1, 48, year), issued=issued)
    assert (said["valid from"], said["valid until"]) == (first, last)
    if not year:
        assert "valid from" not in told(*fields)


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ([(13, 52, 1, 3, "EUR"), (13, 56, 1, 5, "49,00")], "49.00 EUR"),
        ([(13, 52, 1, 9, "CHF 26.00")], "26.00 CHF"),
        ([(13, 52, 1, 9, "HUF 12345")], "12345 HUF"),
        ([(13, 52, 1, 19, "EUR*****1.234,50")], "1234.50 EUR"),
        ([(13, 52, 1, 19, "EUR 1 234,50")], "1234.50 EUR"),
        ([(13, 52, 2, 19, "Cena 552 Kč\nPrice 20 EUR")], "552 CZK"),
        ([(12, 1, 1, 30, "Fahrpreis: 7,5 €")], "7.50 EUR"),
        ([(12, 1, 1, 30, "Sitzplatz 12 DB")], None),
    ],
)
def test_prices(fields: list[tuple[int, int, int, int, str]], price: str | None) -> None:
    assert told(*fields).get("price") == price


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ((6, 66, 1, 5, "2"), "2"),
        ((6, 66, 1, 5, "2 Kl."), "2"),
        ((6, 66, 1, 5, "*"), None),
        ((3, 1, 1, 30, "Klasse:            2"), "2"),
        ((1, 1, 1, 30, "1x Erwachsene/r 2. Klasse"), "2"),
        ((1, 1, 1, 30, "1st class 1"), "1"),
        ((1, 1, 1, 30, "classic 25"), None),
    ],
)
def test_the_class_in_its_place_or_in_words(
    field: tuple[int, int, int, int, str], expected: str | None
) -> None:
    assert told(field).get("class") == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [("RIVERA ALEX", "RIVERA ALEX"), ("01 ADULT", None), ("NAME", None), ("***", None)],
)
def test_what_stands_in_the_place_of_a_name(text: str, name: str | None) -> None:
    assert told((0, 52, 1, 19, text)).get("name") == name


def test_a_title_may_stand_at_the_left() -> None:
    assert told((0, 1, 1, 44, "VVT: Single"), (0, 52, 1, 9, "Rivera"))["product"] == "VVT: Single"
    assert told((0, 1, 1, 9, "Railway"), (0, 18, 1, 9, "Ticket"))["product"] == "Ticket"


def test_a_seat_beside_its_train() -> None:
    fields = [(8, 1, 1, 3, "ZUG"), (8, 5, 1, 2, "42"), (8, 11, 1, 3, "RJX"), (8, 15, 1, 5, "WAGEN")]
    said = told(*fields, (8, 21, 1, 2, "23"), (8, 25, 1, 5, "PLATZ"), (8, 31, 1, 8, "101, 102"))
    assert (said["train"], said["coach"], said["seat"]) == ("RJX 42", "23", "101, 102")


def test_no_journey_without_both_ends() -> None:
    assert "from" not in told((6, 14, 1, 26, "INTERRAIL GLOBAL PASS"))
    assert "from" not in told((6, 13, 1, 17, "***"), (6, 34, 1, 17, "WIEN"))


def test_records_of_issuers_own_kinds() -> None:
    german = b"02111012021110120215487417140003S0010004SparS0140002S1S0280011Alex#RiveraS0350003240"
    assert dict(read_own_records(barcode(_0080BL=german))) == {
        "product": "Spar",
        "class": "1",
        "passenger": "Alex Rivera",
        "valid from": "2021-01-11",
        "valid until": "2021-01-11",
    }
    czech = b"KJ012Ann Rivera12OD01602.09.2016 00:00DO01603.09.2016 23:59KD0010"
    assert dict(read_own_records(barcode(_1154UT=czech))) == {
        "name": "Ann Rivera12",
        "valid from": "2016-09-02 00:00",
        "valid until": "2016-09-03 23:59",
    }
    austrian = b'{"V":"2209201000","B":"2209202359","X":1}'
    assert dict(read_own_records(barcode(_118199=austrian))) == {
        "valid from": "2022-09-20 10:00 UTC",
        "valid until": "2022-09-20 23:59 UTC",
    }
    for broken in (b"{", b"[]", b'{"V":5}', b'{"V":"x"}', b"[" * 100_000):
        assert not dict(read_own_records(barcode(_118199=broken)))


@pytest.mark.parametrize(
    ("issuer", "order", "paper"),
    [
        ("0080", "ECTR1M-7", "ECTR1M"),
        ("0080", "123456789" + "0101", "123456789"),
        ("1184", "ABCDEFG_1", "ABCDEFG"),
        ("1154", "ECTR1M-7", "ECTR1M-7"),
    ],
)
def test_an_order_has_the_number_that_is_on_paper(issuer: str, order: str, paper: str) -> None:
    assert as_printed(issuer, order) == paper


def test_the_issuers_own_record_goes_before_the_print() -> None:
    czech = part("1154UT", "01", b"KJ006RiveraOD01602.09.2016 00:00DO01603.09.2016 00:00")
    content = part(
        "U_TLAY", "01", tlay((0, 52, 1, 9, "Somebody"), (3, 1, 1, 9, "01.01.2016-02.01.2016"))
    )
    lines = list(explain_uic(container(content + czech, P256), None, AT))
    assert [v for name, v, _ in lines if name == "name"] == ["Rivera"]
    assert [v for name, v, _ in lines if name == "valid from"] == ["2016-09-02 00:00"]
