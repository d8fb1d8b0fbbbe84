from toolmind.environments.copies import Copy


async def test_what_is_written_to_a_copy_is_seen_nowhere_else_and_goes_with_it(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "notes.txt").write_text("begun")
    one, two = await Copy.of(tmp_path), await Copy.of(tmp_path)
    (one.path / "a" / "notes.txt").write_text("changed")
    assert (two.path / "a" / "notes.txt").read_text() == "begun"
    assert (tmp_path / "a" / "notes.txt").read_text() == "begun"
    await one.close()
    assert not one.path.exists() and two.path.exists()
    await two.close()


async def test_without_a_template_it_is_empty():
    empty = await Copy.of(None)
    assert list(empty.path.iterdir()) == []
    await empty.close()
