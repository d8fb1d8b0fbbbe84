from __future__ import annotations

from toolmind.records import Tool
from toolmind.tools.domains import name_domains, text_of

WEATHER = [
    f"weather forecast for {city}, wind and rain" for city in ("rome", "oslo", "kyiv", "lima")
]
MONEY = [
    f"stock exchange quote of {firm} shares" for firm in ("acme", "globex", "initech", "umbra")
]
MUSIC = [f"play the song {song} from an album" for song in ("blue", "green", "grey", "pink")]


def test_clusters_are_named_by_their_own_words() -> None:
    names = name_domains(WEATHER * 3 + MONEY * 3 + MUSIC * 3)
    groups = [set(names[start : start + 12]) for start in (0, 12, 24)]
    assert not groups[0] & groups[1] and not groups[1] & groups[2] and not groups[0] & groups[2]
    text = " ".join(WEATHER + MONEY + MUSIC)
    assert all(word in text for name in names for word in name.split())
    assert name_domains(WEATHER * 3 + MONEY * 3 + MUSIC * 3) == names


def test_corner_cases() -> None:
    assert name_domains([]) == []
    assert name_domains([""]) == ["general"]
    assert name_domains(["x", ""]) == ["general", "general"]
    fields = {"type": "object", "properties": {"departureCity": {}}}
    assert "departure city" in text_of(Tool(id="a", name="bookFlight", parameters=fields))
