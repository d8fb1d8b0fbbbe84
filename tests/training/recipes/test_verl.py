"""verl: the class beside the rows reads their marks."""

from __future__ import annotations

from pathlib import Path

from recipe_files import words_of


def test_the_data_is_there_and_the_class_that_reads_it(tmp_path: Path) -> None:
    words = words_of("verl", tmp_path)
    given = dict(word.split("=", 1) for word in words if "=" in word and word[0] != "-")
    assert (tmp_path / "out" / given["data.train_files"]).is_file()
    source = (tmp_path / "out" / given["data.custom_cls.path"]).read_text()
    assert f"class {given['data.custom_cls.name']}(" in source
    assert (given["data.max_length"], given["data.truncation"]) == ("65536", "error")
    assert (given["data.train_batch_size"], given["optim.lr"]) == ("64", "5e-06")


def test_adapters(tmp_path: Path) -> None:
    assert "model.target_modules=[q_proj]" in words_of("verl", tmp_path, "lora.targets=[q_proj]")
