"""Values that were said in another language than English."""

from datetime import datetime

import pytest

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.foreign import foreign, not_understood
from toolmind.checks.grounding.values import invented

CLOCK = datetime(2026, 11, 30, 10, 0)


def kind_of(language, said, value, name="value"):
    evidence = Evidence(CLOCK, language)
    evidence.add(said)
    kind = invented(value, {}, name, evidence)
    return kind and foreign(kind, value, {}, name, evidence)


@pytest.mark.parametrize(
    ("language", "said", "value", "name"),
    [
        ("de", "am nächsten Freitag um halb acht", "2026-12-04T19:30", "start"),
        ("zh", "明天下午三点", "15:00", "time"),
        ("es", "el 24 de diciembre", "24/12/2026", "date"),
        ("de", "am 24. Dezember", "24.12.2026", "date"),
        ("ru", "погода в Москве", "Москва", "city"),
        ("ar", "رحلة إلى القاهرة", "القاهرة", "city"),
        ("ja", "日本からドイツへ", "Germany", "country"),
        ("zh", "一万两千日元", 12000, "amount"),
        ("zh", "一万两千日元", "JPY", "currency"),
        ("de", "von 14 bis 15:30 Uhr", 90, "duration_minutes"),
        ("ko", "한 시간 반", 90, "duration_minutes"),
        ("th", "สำหรับสองคน", 2, "guests"),
    ],
)
def test_what_was_said(language, said, value, name):
    assert kind_of(language, said, value, name) is None


@pytest.mark.parametrize(
    ("language", "said", "value", "kind"),
    [
        ("de", "am nächsten Freitag um halb acht", "2026-12-09", "date"),
        ("zh", "一万两千日元", 1200, "number"),
        ("ru", "заказ 4711", "4712", "identifier"),
        ("ja", "日本から", "France", "text"),
    ],
)
def test_what_was_not_said(language, said, value, kind):
    assert kind_of(language, said, value) == kind


@pytest.mark.parametrize(
    ("language", "kind", "value", "unsure"),
    [
        ("en", "text", "Rome", False),
        ("de", "text", "Rome", True),
        ("de", "boolean", True, True),
        ("de", "date", "2026-12-09", False),
        ("fi", "date", "2026-12-09", True),
        ("", "number", 7, True),
        ("", "identifier", "H-71", False),
    ],
)
def test_what_no_rule_can_know(language, kind, value, unsure):
    assert not_understood(kind, value, Evidence(CLOCK, language)) == unsure


@pytest.mark.parametrize(
    ("said", "kind", "value", "unsure"),
    [
        ("am 12. und dann im Dezember", "date", "2026-12-12", True),
        ("am 12. und dann im Dezember", "date", "2026-12-13", False),
        ("kurz vor neun Uhr", "date", "08:50", True),
        ("kurz vor neun Uhr", "date", "11:50", False),
        ("zweieinhalb mal 1000 Euro", "number", 2500, True),
        ("3 und 1000 Euro", "number", 1500, False),
    ],
)
def test_what_was_read_in_part(said, kind, value, unsure):
    evidence = Evidence(CLOCK, "de")
    evidence.add(said)
    assert not_understood(kind, value, evidence) == unsure
