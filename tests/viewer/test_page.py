"""The page in a real browser: Debian's Chromium."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from toolmind.graph.graph import load_graph
from toolmind.runs.labels import read_labels
from toolmind.viewer.bundle import bundle
from toolmind.viewer.open_source import open_source
from toolmind.viewer.server import serve
from toolmind.viewer.site import Site
from trainer_rows import CHATML

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
SHOTS = os.environ.get("TOOLMIND_SCREENSHOTS", "")
PLACES = [
    "overview",
    "list",
    "item/1",
    "compare?a=0&b=1",
    "compare?item=2&turn=m1",
    "graph",
    "graph?tool={tool}",
    "graph?item=1",
    "tools",
    "tool?id={tool}",
    "labels",
]

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium (apt: chromium)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@contextmanager
def served(*paths: Path, templates: Sequence[str] = ()) -> Iterator[str]:
    """Serve a source in a thread of its own; give its address."""
    told: Queue[str] = Queue()
    with closing(Site(open_source(paths), templates)) as site:
        loop = asyncio.new_event_loop()
        task = loop.create_task(serve(site, 0, told.put))
        thread = threading.Thread(target=_until_cancelled, args=(loop, task))
        thread.start()
        try:
            address = told.get(timeout=20)
            while not site.done:
                thread.join(0.05)
            yield address
        finally:
            loop.call_soon_threadsafe(task.cancel)
            thread.join()
            loop.close()


def _until_cancelled(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError:
        loop.run_until_complete(loop.shutdown_default_executor())


@pytest.fixture(scope="module")
def run(small_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    copied = tmp_path_factory.mktemp("viewed") / "run"
    shutil.copytree(small_run / "run", copied)
    played_again(copied / "trajectories.jsonl")
    recovered(copied / "decisions.jsonl")
    return copied


def played_again(file: Path) -> None:
    """Have the first turn of item 2 follow one that was turned down, and one not chosen."""
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    [item] = [line["item"] for line in lines if line["index"] == 2]
    turn = next(message for message in item["messages"] if message["role"] == "assistant")
    told = {"role": "assistant", "content": "Let me guess", "origin": {"faults": ["grounding.x"]}}
    turn["origin"] = {"alternatives": [told, {"role": "assistant", "content": "Or so"}]}
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))


def recovered(file: Path) -> None:
    """Have turn m2 of item 3 be one that puts right what went wrong before."""
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    [item] = [line["item"] for line in lines if line["index"] == 3]
    item["labels"] = {"m2": "recovery"}
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.fixture(scope="module")
def places(run: Path) -> list[str]:
    """The pages, with a tool that is linked to others."""
    tool = next(load_graph(run / "graph.npz").edges()).dst
    return [place.format(tool=tool) for place in PLACES]


@pytest.fixture(scope="module")
def address(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    template = tmp_path_factory.mktemp("templates") / "chatml.jinja"
    template.write_text(CHATML)
    with served(run, templates=[str(template)]) as url:
        yield url


@pytest.fixture(scope="module")
def hostile_address(hostile: Path) -> Iterator[str]:
    with served(hostile) as url:
        yield url


class Watched:
    """A page of the browser, and what went wrong on it."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong = page, list[str]()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.wrong.append(said.text))
        page.on("requestfailed", lambda request: self.wrong.append(request.url))
        page.on("dialog", lambda dialog: self.wrong.append(dialog.message))

    def at(self, address: str, place: str) -> Page:
        self.page.goto("about:blank")  # else a change of what is after the # loads nothing anew
        self.page.goto(f"{address}#/{place}")
        self.page.wait_for_selector("main h1", timeout=30_000)
        return self.page


@pytest.fixture
def watched(browser: Browser, request: Any) -> Iterator[Watched]:
    settings = getattr(request, "param", {"viewport": {"width": 1280, "height": 900}})
    context = browser.new_context(**settings)
    yield Watched(context.new_page())
    context.close()


SCREENS = [
    {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    for width in (1280, 400)
    for scheme in ("light", "dark")
]


@pytest.mark.offline
@pytest.mark.parametrize("watched", SCREENS, indirect=True, ids=["wide", "dark", "narrow", "both"])
def test_every_page_shows_without_an_error_and_within_the_window(
    watched: Watched, address: str, places: list[str], request: pytest.FixtureRequest
) -> None:
    for place in places:
        page = watched.at(address, place)
        assert "did not work" not in page.inner_text("main"), place
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, f"{place} is {wider} pixels wider than the window"
        if SHOTS:
            screen = request.node.callspec.id
            name = place.partition("=")[0].replace("/", "_").replace("?", "_")
            page.screenshot(path=Path(SHOTS) / f"{name}_{screen}.png", full_page=True)
    assert watched.wrong == []


@pytest.mark.offline
@pytest.mark.parametrize("watched", SCREENS[:2], indirect=True, ids=["light", "dark"])
def test_it_is_accessible(watched: Watched, address: str, places: list[str]) -> None:
    for place in places:
        found = Axe().run(watched.at(address, place))["violations"]
        serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
        assert serious == [], place


@pytest.mark.offline
def test_a_turn_is_found_and_labelled_by_keys_alone(
    watched: Watched, address: str, run: Path
) -> None:
    page = watched.at(address, "overview")
    page.keyboard.type("gd")
    page.wait_for_selector("#rows")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("article.turn")
    assert page.url.endswith("#/item/1")
    page.keyboard.press("j")
    turn = page.locator("article.turn.here")
    page.keyboard.press("2")
    page.wait_for_selector("article.turn.here button[aria-pressed=true]:text('wrong')")
    [label] = read_labels(run / "labels.jsonl")
    assert (label.item, label.message, label.label) == (
        "t000001",
        turn.get_attribute("id"),
        "wrong",
    )
    page.keyboard.press("n")
    page.wait_for_url("**/item/2")
    page.wait_for_selector("h1:has-text('t000002')")  # the address is told before the page is there
    page.keyboard.press("r")
    page.wait_for_selector("#raw[open] pre")
    assert watched.wrong == []


@pytest.mark.offline
def test_filters_stand_in_the_address(watched: Watched, address: str) -> None:
    page = watched.at(address, "list")
    page.fill("input[name=id]", "000003")
    page.keyboard.press("Enter")
    page.wait_for_url("**id=000003**")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    page.reload()
    page.wait_for_selector("#rows tbody tr")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    page.locator("input[name=kind]").focus()
    page.wait_for_selector("#offered-kind option", state="attached")
    page.fill("input[name=longer]", "1")
    page.keyboard.press("Enter")
    page.wait_for_url("**id=000003**longer=1**")
    page.locator("a.chip:has-text('id')").click()
    expect(page.locator("#rows tbody tr")).to_have_count(6)
    assert "longer=1" in page.url and "id=" not in page.url
    assert watched.wrong == []


@pytest.mark.offline
def test_where_a_value_came_from_is_lit_while_it_is_pointed_at(
    watched: Watched, address: str
) -> None:
    for index in range(6):
        page = watched.at(address, f"item/{index}")
        sources = page.locator("table.arguments button")
        if sources.count():
            sources.first.hover()
            assert page.locator("article.cited").count() == 1
            assert page.evaluate("CSS.highlights.get('traced').size") >= 1
            page.mouse.move(0, 0)
            assert page.locator("article.cited").count() == 0
            return
    pytest.fail("no call has a value that came from somewhere")


@pytest.mark.offline
def test_from_the_graph_one_walks_to_a_tool_and_sees_why(
    watched: Watched, address: str, places: list[str]
) -> None:
    page = watched.at(address, places[PLACES.index("graph?tool={tool}")])
    assert page.locator(".picture .strand").count() >= 1
    page.locator("td a[aria-label^=why]").first.press("Enter")
    page.wait_for_selector(".evidence details[open] .bar")
    assert "with=" in page.url
    page.locator(".picture .knot").first.click()
    page.wait_for_function("!location.hash.includes('with=')")
    assert watched.wrong == []


@pytest.mark.offline
def test_neighbours_are_drawn_on_a_narrow_page_too(
    watched: Watched, address: str, places: list[str]
) -> None:
    page = watched.at(address, places[PLACES.index("graph?tool={tool}")])
    drawn = page.locator(".picture.broad .knot").count()
    assert drawn == page.locator(".picture.narrow .knot").count() >= 1
    for width, shape in ((1280, "broad"), (400, "narrow")):
        page.set_viewport_size({"width": width, "height": 900})
        [seen] = page.locator(".picture:visible").all()
        assert seen.get_attribute("class") == f"picture {shape}"
        [letter] = seen.evaluate(
            "one => [one.querySelector('text').getBoundingClientRect().height]"
        )
        assert letter >= 12, "one can read it"


@pytest.mark.offline
def test_how_fast_a_finished_run_was_is_told(watched: Watched, address: str) -> None:
    page = watched.at(address, "overview")
    speed = page.locator("dt:text-is('speed') + dd")
    expect(speed).to_have_text(re.compile(r"[\d.,]+ replies a second, [\d.,]+ dialogues a minute"))


@pytest.mark.offline
def test_a_chain_is_drawn_as_it_was_walked_and_leads_back_to_its_turns(
    watched: Watched, address: str
) -> None:
    for index in range(6):
        page = watched.at(address, f"graph?item={index}")
        if page.locator(".walk .arc").count():
            page.locator(".walk li a:text-matches('^m')").last.press("Enter")
            page.wait_for_selector("article.turn.here")
            assert watched.wrong == []
            return
    pytest.fail("no value was handed from call to call")


@pytest.mark.offline
def test_a_turn_is_held_against_what_it_was_before(watched: Watched, address: str) -> None:
    page = watched.at(address, "item/2")
    page.locator("a:text('2 replies not taken')").press("Enter")
    page.wait_for_selector(".side.differs")
    assert "turn=" in page.url
    heads = page.locator("main h2").all_inner_texts()
    assert heads[0].startswith("before: turned down") and "grounding.x" in heads[0]
    assert heads[2].startswith("reply 3 of 3")
    assert page.locator(".side.differs del").count() >= 3
    assert page.locator(".side.differs ins").count() >= 3
    assert watched.wrong == []


@pytest.mark.offline
def test_a_recovery_is_marked_on_its_turn_alone(watched: Watched, address: str) -> None:
    page = watched.at(address, "item/3")
    marks = page.locator("article.turn > h2 span", has_text="recovery")
    expect(marks).to_have_count(1)
    expect(page.locator("article#m2 > h2")).to_contain_text("recovery")
    assert watched.wrong == []


def test_data_without_tools_says_so(watched: Watched, tmp_path: Path) -> None:
    said = [{"role": "user", "content": "hello"}, {"role": "assistant", "content": "hello"}]
    (tmp_path / "rows.jsonl").write_text(json.dumps({"messages": said}) + "\n")
    with served(tmp_path / "rows.jsonl") as address:
        page = watched.at(address, "tools")
        expect(page.locator("main")).to_contain_text("declares no tools")
    assert watched.wrong == []


@pytest.mark.offline
def test_two_runs_are_held_against_each_other(watched: Watched, run: Path, small_run: Path) -> None:
    with served(run, small_run / "run") as address:
        page = watched.at(address, "overview")
        assert page.locator("h2:text('Runs')").count() == 1
        page = watched.at(address, "item/4")
        page.locator("a:text('compare with the other run')").click()
        page.wait_for_selector(".side.same")
        assert page.locator(".side.differs").count() == 0, "only where they came from differs"
    assert watched.wrong == []


@pytest.mark.offline
def test_what_to_label_next_is_drawn_in_the_order_asked_for(watched: Watched, address: str) -> None:
    page = watched.at(address, "labels")
    page.locator("select").select_option("uncertainty")
    page.wait_for_url("**by=uncertainty")
    page.wait_for_selector("#queue tbody tr")
    page.fill("#labeller", "eve")
    page.keyboard.press("Tab")
    page.locator("h1").click()
    page.keyboard.press("n")
    page.wait_for_selector("article.turn")
    assert watched.wrong == []


@pytest.mark.offline
def test_a_template_is_chosen_and_shows_what_is_under_loss(watched: Watched, address: str) -> None:
    page = watched.at(address, "item/1")
    page.locator("#tokens summary").click()
    page.locator("#tokens select").select_option(index=1)
    page.wait_for_selector("#tokens mark")
    assert "template=" in page.url
    learnt = page.locator("article.turn.assistant:not(.masked)").count()
    assert page.locator("#tokens mark").count() == learnt
    assert page.locator("#tokens mark").first.inner_text().endswith("<|im_end|>\n")
    assert page.locator("#tokens .bad").count() == 0
    assert watched.wrong == []


def test_hostile_data_is_shown_as_text(watched: Watched, hostile_address: str) -> None:
    page = watched.at(hostile_address, "list")
    assert page.locator("#rows tbody tr").count() == 13
    for index in range(10):
        page = watched.at(hostile_address, f"graph?item={index}")
        assert page.locator("main img, main iframe, main script").count() == 0
        page = watched.at(hostile_address, f"item/{index}")
        for details in page.locator("details").all():
            details.evaluate("one => { one.open = true }")
        assert page.locator("article.turn").count() == 5
        assert page.locator("main img, main svg, main iframe, main script").count() == 0
    page = watched.at(hostile_address, "item/0")
    assert "<script>window.pwned = 1</script>" in page.inner_text("main")
    assert page.evaluate("window.pwned") is None
    assert watched.wrong == []


def test_what_is_huge_stays_responsive(watched: Watched, hostile_address: str) -> None:
    page = watched.at(hostile_address, "item/10")
    assert page.locator("button:text('show more of 5,000,000 characters')").count() >= 1
    assert page.evaluate("document.body.textContent.length") < 500_000
    page = watched.at(hostile_address, "item/11")
    assert page.locator("article.turn").count() == 1000
    page.keyboard.press("j")
    assert page.locator("article.turn.here").count() == 1


def written(data: Path, out: Path) -> None:
    with closing(Site(open_source([data]))) as site:
        site.read()
        bundle(site, out / "folder")
        bundle(site, out / "one.html")


def test_a_static_page_opens_from_the_file_system(
    watched: Watched, hostile: Path, tmp_path: Path
) -> None:
    # In a thread, as the browser's player has an event loop at work in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(written, hostile, tmp_path).result()
    for file in (tmp_path / "folder" / "index.html", tmp_path / "one.html"):
        for place in (
            "overview",
            "list?reason=unread",
            "item/1",
            "tools",
            "compare?a=0&b=1",
            "graph?item=0",
        ):
            page = watched.at(file.as_uri(), place)
            assert "did not work" not in page.inner_text("main"), place
        page = watched.at(file.as_uri(), "list?reason=unread")
        assert page.locator("#rows tbody tr").count() == 1
        assert page.evaluate("window.pwned") is None
    assert watched.wrong == []
