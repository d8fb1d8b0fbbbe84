"""A file and overrides become a configuration, or an error that helps."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from toolmind.config import RunConfig, load_config
from toolmind.errors import ConfigError

SHIPPED = Path(__file__).parents[2] / "src/toolmind/data/config.yaml"
EXAMPLE = Path(__file__).parents[2] / "examples/minimal/config.yaml"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("cout=3", r"cout: unknown key \(did you mean 'count'\?\)"),
        ("scenarios.distractor=3", r"scenarios\.distractor: .*did you mean 'distractors'"),
        (
            "scenarios.kinds={single: -1}",
            "kinds: the weight of 'single' is no number from 0 on: -1",
        ),
        ("scenarios.kinds={single: x}", "the weight of 'single' is no number from 0 on: 'x'"),
        ("scenarios.kinds=[{weight: 1}]", r"scenarios\.kinds\.0\.type: Field required"),
        ("scenarios.kinds=[{type: single, weight: x}]", r"scenarios\.kinds\.0\.weight: "),
        ("scenarios.kinds=[]", "all weights are zero"),
        ("scenarios.kinds={single: 0}", "all weights are zero"),
        ("count=many", "count: Input should be a valid integer"),
        ("count=0", "greater than or equal to 1"),
        ("count", "not of the form key.path=value"),
        ("seed.x=1", "seed: Input should be a valid integer"),
        ("graph.embedder=bge", "^configuration: graph: embedder bge would not be used"),
        ("chains.min_lenght=3", r"chains\.min_lenght: .*did you mean 'min_length'"),
        ("models.endpoints.a.modl=x", r"endpoints\.a\.modl: .*did you mean 'model'"),
        ("models.endpoints.a.runtime.rmp=1", r"a\.runtime\.rmp: .*did you mean 'rpm'"),
        ("=3", "not of the form key.path=value"),
        ("count=[1", r"override 'count=\[1': the value is not YAML"),
    ],
)
def test_bad_settings_are_named_with_their_remedy(override: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config(None, [override])


def test_overrides_reach_into_sections_and_the_last_one_counts() -> None:
    config = load_config(None, ["scenarios.distractors=2", "count=4", " count = 5"])
    assert (config.scenarios.distractors, config.count) == (2, 5)


def test_a_value_with_an_equals_sign_is_taken_whole() -> None:
    config = load_config(None, ["models.endpoints={a: {extra_body: {q: 'a=b'}}}"])
    assert config.models.endpoints["a"].extra_body == {"q": "a=b"}


def test_an_override_below_a_value_of_the_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("count: 3")
    with pytest.raises(ConfigError, match=r"'count\.x=1': 'count' is a value, not a section"):
        load_config(path, ["count.x=1"])


def test_overrides_come_before_the_file_and_the_file_before_defaults(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("count: 3\nseed: 4\nscenarios: {distractors: 1}")
    config = load_config(path, ["seed=5", "scenarios.clock_days=7"])
    assert (config.count, config.seed) == (3, 5)
    assert (config.scenarios.distractors, config.scenarios.clock_days) == (1, 7)


def test_an_empty_file_is_the_default(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("# nothing yet\n")
    assert load_config(path) == load_config(None) == RunConfig()


def test_all_that_is_wrong_is_told_at_once_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("count: 0\nsed: 1")
    with pytest.raises(ConfigError) as told:
        load_config(path)
    assert [line.split(": ")[:2] for line in str(told.value).splitlines()] == [
        [str(path), "count"],
        [str(path), "sed"],
    ]


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="toolmind init"):
        load_config(tmp_path / "none.yaml")


@pytest.mark.parametrize("text", ["a: [1", "- 1", "count: 1: 2"])
def test_a_file_that_is_no_mapping_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"c\.yaml"):
        load_config(path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "c.yaml"
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(ConfigError, match=r"c\.yaml: (cannot be read|is in UTF-16)"):
        load_config(path)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("tools: {paths: [pool.jsonl, /abs/pool.jsonl]}\nprompts: mine")
    config = load_config(path)
    assert config.tools.paths == (str(tmp_path / "pool.jsonl"), "/abs/pool.jsonl")
    assert config.prompts == str(tmp_path / "mine")
    path.write_text("prompts: {user: mine.md, folder: /abs}")
    assert load_config(path).prompts == {"user": str(tmp_path / "mine.md"), "folder": "/abs"}
    assert load_config(None, ["tools.paths=[pool.jsonl]"]).tools.paths == ("pool.jsonl",)


def test_the_shipped_configuration_says_only_defaults_but_for_its_count() -> None:
    config = load_config(SHIPPED)
    assert config.model_copy(update={"count": RunConfig().count}) == RunConfig()
    assert SHIPPED.read_text() == EXAMPLE.read_text()
    commented = [line for line in SHIPPED.read_text().splitlines() if line.startswith("# models:")]
    assert commented, "the file shows how to name a model"


def test_the_commented_models_are_a_valid_configuration(tmp_path: Path) -> None:
    text = SHIPPED.read_text()
    models = text[text.index("# models:") :].replace("\n# ", "\n").removeprefix("# ")
    assert "models" in yaml.safe_load(models)
    path = tmp_path / "c.yaml"
    path.write_text(models)
    assert load_config(path).models.assistant == "teacher"
