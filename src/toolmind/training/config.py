"""What is trained, on what, and how: one YAML file, the paper's recipe as a preset."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from toolmind.config import Section
from toolmind.config.load import load_section
from toolmind.errors import ConfigError

TINY = "tiny"

PRESETS: dict[str, dict[str, Any]] = {
    "paper": {
        "sequence_length": 65_536,
        "batch": 64,
        "accumulation": 64,
        "learning_rate": 5e-6,
        "warmup": 0.03,
    },
}
"""Settings by name; what a file says besides comes before them. `paper` is that of ToolMind
(arXiv 2511.15718: supervised fine-tuning of Qwen3-8B and 14B), which tells no number of epochs, no
schedule, and not what each device takes at a time (ours: one sample)."""


class LoraConfig(Section):
    """Adapters in place of all weights (LoRA), by `peft`."""

    rank: int = Field(default=16, ge=1)
    """The rank of the adapters (ours)."""

    alpha: int = Field(default=32, ge=1)
    """Their scale: twice the rank, as most do (ours)."""

    dropout: float = Field(default=0.0, ge=0, lt=1)
    """Dropout before each adapter."""

    targets: tuple[str, ...] | Literal["all-linear"] = "all-linear"
    """The layers that get one, by name."""


class TinyConfig(Section):
    """A model in the shape of Qwen3 from random weights: shows the road, is of no other use."""

    hidden: int = Field(default=128, ge=8)
    """The width; heads are 32 wide (all sizes here are ours)."""

    layers: int = Field(default=4, ge=1)
    """Transformer blocks."""

    vocabulary: int = Field(default=2048, ge=300)
    """Tokens of the tokenizer that is trained on the run, where `tokenizer` names none."""


class TrainConfig(Section):
    """What is trained, on what, and how."""

    preset: Literal["paper"] | None = None
    """`paper`: sequences of 65,536 tokens, batches of 64, learning rate 5e-6, warm-up 0.03."""

    model: str
    """A model's folder, its name on the Hugging Face hub, or `tiny`: random weights, from
    scratch."""

    tiny: TinyConfig = TinyConfig()
    tokenizer: str = ""
    """A folder with a tokenizer and its chat template, in place of the model's own."""

    data: str
    """A run folder, exported here by the model's tokenizer; or a folder of the format
    `trl_tokens`, or one with its parts, of which `train…` is read."""

    per: Literal["turn", "trajectory"] = "turn"
    """Of a run folder: a row is a turn that was kept with all before it (paper §3.3), or a whole
    dialogue with its mask, which costs fewer tokens where the template rewrites no history."""

    sequence_length: int = Field(default=8192, ge=1)
    """Rows of more tokens are left out and counted; none is cut."""

    batch: int = Field(default=16, ge=1)
    """Rows of a step, over all devices (ours)."""

    accumulation: int = Field(default=1, ge=1)
    """Into how many parts a step is divided, to need less memory."""

    learning_rate: float = Field(default=1e-5, gt=0)
    """The highest; from there it falls as a cosine."""

    warmup: float = Field(default=0.03, ge=0, lt=1)
    """The share of the steps in which it rises."""

    epochs: float = Field(default=1.0, gt=0)
    """How often all rows are read, unless `steps` are given."""

    steps: int | None = Field(default=None, ge=1)
    """How many steps are taken."""

    seed: int = 0
    """Of the order of rows, of dropout, and of random weights."""

    precision: Literal["bfloat16", "float32"] = "bfloat16"
    """`bfloat16` is mixed: the weights stay in float32."""

    activation_checkpointing: bool = False
    """Compute activations twice rather than hold them: less memory, a third more time."""

    lora: LoraConfig | None = None
    """Train adapters; without it, all weights."""

    log_every: int = Field(default=1, ge=1)
    """Steps between two points of the curve."""

    checkpoint_every: int = Field(default=100, ge=1)
    """Steps between two checkpoints, of which the last two are kept."""

    @model_validator(mode="before")
    @classmethod
    def _preset_first(cls, data: Any) -> Any:
        if isinstance(data, dict):
            return {**PRESETS.get(str(data.get("preset", "")), {}), **data}
        return data

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.batch % self.accumulation:
            raise ValueError(
                f"batch {self.batch} cannot be divided into {self.accumulation} equal parts"
            )
        if self.model == TINY and self.lora is not None:
            raise ValueError("lora: adapters on random weights learn nothing; leave it out")
        return self


def load_train_config(path: Path, overrides: list[str] | None = None) -> TrainConfig:
    """Read a configuration of training; its paths become relative to the file.

    Raises:
        ConfigError: the file is missing, is not YAML, or has a value that cannot be.
    """
    if not path.is_file():
        raise ConfigError(
            f"{path}: no such file. A training needs at least the lines `model: NAME` and"
            " `data: RUN`; a run folder is for --recipe"
        )
    config = load_section(TrainConfig, path, overrides or [])
    given = {key: getattr(config, key) for key in ("data", "tokenizer", "model")}
    beside = {key: str(path.parent / value) for key, value in given.items() if value}
    # A model is a name of the hub unless a folder of that name is there.
    if config.model == TINY or not Path(beside["model"]).is_dir():
        del beside["model"]
    return config.model_copy(update=beside)
