from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from toolmind.config import RunConfig, ScenariosConfig, load_config
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
        ("graph.embedder=bge", "made for static. Set scorer: cosine"),
    ],
)
def test_bad_settings_are_named_with_their_remedy(override: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config(None, [override])


def test_overrides_reach_into_sections() -> None:
    config = load_config(None, ["scenarios.distractors=2", "count=5"])
    assert (config.scenarios.distractors, config.count) == (2, 5)


@given(
    st.dictionaries(st.sampled_from(["single", "m:Own", "no_tool"]), st.floats(0, 9), min_size=1)
)
def test_weights_and_a_list_of_kinds_are_the_same(weights: dict[str, float]) -> None:
    weights["parallel"] = 1.0
    as_list = [{"type": kind, "weight": weight} for kind, weight in weights.items()]
    one, other = ScenariosConfig(kinds=weights), ScenariosConfig(kinds=as_list)
    assert one == other
    assert ScenariosConfig(**one.model_dump(mode="json")) == one


def test_the_settings_of_a_kind_are_part_of_the_configuration_written() -> None:
    config = load_config(None, ["scenarios.kinds=[{type: multi_step, max_calls: 4}, single]"])
    assert config.model_dump(mode="json")["scenarios"]["kinds"] == [
        {"type": "multi_step", "weight": 1.0, "max_calls": 4},
        {"type": "single", "weight": 1.0},
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


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("tools: {paths: [pool.jsonl]}")
    assert load_config(path).tools.paths == (str(tmp_path / "pool.jsonl"),)


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
