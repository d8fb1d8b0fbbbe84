"""The tag of training templates renders its block, marked where that is asked for."""

from __future__ import annotations

from pathlib import Path

from toolmind.formats.proof.generation import BEGIN, END
from toolmind.formats.proof.template import load_template

TEXT = (
    "{% for m in messages %}{{ m.role }}:{% if m.role == 'assistant' %}"
    "{% generation %}{{ m.content }}{% endgeneration %}{% else %}{{ m.content }}{% endif %}"
    "{% endfor %}"
)
SAID = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]


def test_a_block_is_rendered_as_it_is_and_marked_on_request(tmp_path: Path) -> None:
    (tmp_path / "x.jinja").write_text(TEXT)
    template = load_template(str(tmp_path / "x.jinja"))
    assert template.render(SAID) == "user:aassistant:b"
    marked = template._replace(fixed={**template.fixed, "mark_generation": True})
    assert marked.render(SAID) == f"user:aassistant:{BEGIN}b{END}"
