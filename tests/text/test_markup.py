from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.markup import find_markup

NAMES = ("get_weather", "mail.send-now", "lookup")
CALL = '{"name": "get_weather", "arguments": {"city": "Rome"}}'


def kinds(text: str, names: tuple[str, ...] = NAMES) -> set[str]:
    return {one.kind for one in find_markup(text, names)}


CALLS = [
    f"<tool_call>\n{CALL}",
    f"{CALL}\n</tool_call>",
    f"<tools>\n{CALL}\n</tools>",
    f"[TOOL_CALLS] [{CALL}]",
    '[TOOL_CALLS]get_weather[ARGS]{"city": "Rome"}',
    '<|python_tag|>{"name": "get_weather", "parameters": {"city": "Rome"}}',
    '<function=get_weather>{"city": "Rome"}</function>',
    "<function=get_weather>\n<parameter=city>\nRome\n</parameter>\n</function>",
    CALL,
    '{"type": "function", "name": "get_weather", "parameters": {"city": "Rome"}}',
    '{"type": "function", "function": {"name": "get_weather", "arguments": "{}"}}',
    '{"arguments": {"city": "Rome"}, "name": "get_weather"}',
    '{"name": "get_weather", "arguments": {"city": "Ro',
    "{'name': 'get_weather', 'arguments': {'city': 'Rome'}}",
    '{"tool": "functions.get_weather", "tool_input": {"city": "Rome"}}',
    '{"get_weather": {"city": "Rome"}}',
    f"I'll look that up.\n```json\n{CALL}\n```",
    f"```\n[{CALL}]\n```",
    "```tool_code\nprint(get_weather(city='Rome'))\n```",
    '```python\nget_weather(city="Rome")\n```',
    '[get_weather(city="Rome")]',
    '[get_weather(city="Rome"), lookup(id=1)]',
    'get_weather(city="Rome")',
    'I will see.\nget_weather("Rome")',
    "mail_send_now(to='a')",
    "[lookup()]",
    'get_weather\n{"city": "Rome"}',
    'functions.get_weather:0 {"city": "Rome"}',
    "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_weather\n```json\n{}\n```",
    '<｜DSML｜function_calls><｜DSML｜invoke name="get_weather">',
    "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0",
    "<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>{}<|call|>",
    'commentary to=functions.get_weather json{"city": "Rome"}',
    "<tool_call>get_weather\n<arg_key>city</arg_key>\n<arg_value>Rome</arg_value>",
    '<minimax:tool_call>\n<invoke name="get_weather">',
    'functools[{"name": "get_weather", "arguments": {}}]',
    "<TOOLCALL>[{}]</TOOLCALL>",
    "<|tool_call>call:get_weather{city:Rome}<tool_call|>",
    "<start_function_call>call:get_weather{}",
    "Action: get_weather\nAction Input: Rome",
    "[Calling get_weather with Rome]",
    'I will call the function now.\n```json\n{"name": "other", "arguments": {"id": 1}}\n```',
    '<|tool_call|>[{"name": "get_weather", "arguments": {}}]<|/tool_call|>',
    '```tool_call\n{"name": "get_weather"}\n```',
    "I will do this:\n- get_weather(city='Rome')\n- lookup(id=1)",
    "1. get_weather(city='Rome')",
    '{"function": "get_weather", "city": "Rome"}',
    '[{"get_weather": {"city": "Rome"}}]',
    "<get_weather>\n<city>Rome</city>\n</get_weather>",
    "<|tool▁calls▁begin|><|tool▁call▁begin|>function",
    '<|DSML|invoke name="get_weather">',
    'get_weather(city="Rome"), lookup(id=1)',
    '✿FUNCTION✿: get_weather\n✿ARGS✿: {"city": "Rome"}',
]


@pytest.mark.parametrize("text", CALLS)
def test_a_call_left_as_text_is_found(text: str) -> None:
    assert "call" in kinds(text)


TOKENS = [
    "It is sunny.<|im_end|>",
    "<|begin_of_text|>It is sunny.",
    "It is sunny.<|eot_id|>",
    "<|start_header_id|>assistant<|end_header_id|>\n\nIt is sunny.",
    "<|channel|>analysis<|message|>Let me see.<|end|><|start|>assistant<|message|>Ok",
    "It is sunny.<end_of_turn>",
    "It is sunny.<turn|>",
    "<s>[INST] What? [/INST] It is sunny.",
    "It is sunny.</s>",
    "It is sunny.<｜end▁of▁sentence｜>",
    "It is sunny.<|END_OF_TURN_TOKEN|>",
    "[gMASK]<sop>It is sunny.",
    "<|assistant|>It is sunny.",
    "It is sunny.<|endoftext|>",
    '<tool_response>\n{"status": "ok"}\n</tool_response>\nIt is done.',
    "]~b]ai It is sunny.[e~[",
    "It is<0x0A>sunny.",
    "ĠitĠis sunny",
    "It is sunny.<|im_end",
    "It is sunny.<end_of_utterance>",
]


@pytest.mark.parametrize("text", TOKENS)
def test_a_control_token_is_found(text: str) -> None:
    assert "token" in kinds(text)


TURNS = [
    "It is sunny.\nuser\nThank you!\nassistant\nYou are welcome.",
    "It is sunny.\n\nUser: Thank you!\nAssistant: You are welcome.",
    "It is sunny.\n\nHuman: And tomorrow?",
    "It is sunny.\n\nUser: And what about tomorrow?",
    "assistant\n\nIt is sunny.",
    "Assistant: It is sunny.",
    "analysisWe need to answer.assistantfinalIt is sunny.",
    "analysisWe need to answer.",
    "It is sunny.\n### Instruction:\nGo on.",
    "It is sunny.\nUSER: Thanks\nASSISTANT: Welcome",
    "It is sunny.assistant\n\nSo it is.".replace("sunny.", "sunny.\n"),
]


@pytest.mark.parametrize("text", TURNS)
def test_a_leaked_turn_is_found(text: str) -> None:
    assert "turn" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "<think>\nLet me see. So I say: it is sunny.",
        "Let me see.\n</think>\n\nIt is sunny.",
        "<thinking>Let me see.</thinking>It is sunny.",
        "<think>a</think>It is sunny. <think>b</think>",
        "[THINK]Let me see.",
        "◁think▷Let me see.",
        "<Think>Let me see.",
    ],
)
def test_thinking_in_the_answer_is_found(text: str) -> None:
    assert kinds(text) == {"thinking"}


@pytest.mark.parametrize("text", ["a\x00b", "a\x1b[31mb", "\x7f", "a\ud83d", "caf\ufffd", "\x85"])
def test_bytes_that_are_no_text_are_found(text: str) -> None:
    assert kinds(text) == {"bytes"}


@pytest.mark.parametrize(
    "text",
    [
        "It is sunny." + " the the" * 300,
        "好的" * 100,
        "I am sorry, but I cannot find what you are looking for in the list of orders. " * 5,
        "a" * 400,
        "word " * 5000,
    ],
)
def test_repetition_without_end_is_found(text: str) -> None:
    assert kinds(text) == {"repetition"}


NO_FAULT = [
    "It is sunny in Rome.",
    "The token `<|im_end|>` ends a turn in ChatML.",
    'The token "<|im_end|>" ends a turn, and “<end_of_turn>” does in Gemma.',
    "You asked about '<tool_call>': it opens a call.",
    "Here is a template:\n```jinja\n<|im_start|>user\n{{ text }}<|im_end|>\n```\nUse it.",
    '```python\ndef get_weather(city):\n    return lookup(city=city)\n\nprint("ok")\n```',
    '```python\nimport api\npayload = {"name": "get_weather", "arguments": {"city": "Rome"}}\n```',
    '```json\n{"name": "Anna", "age": 3, "parameters": {"a": 1}}\n```',
    '{"name": "Anna", "arguments": ["it rains", "it is cold"]}',
    '{"name": "get_weather", "description": "Get it", "parameters": {"type": "object"}}',
    '{"city": "Rome", "name": "Rome", "input": 4}',
    "<tools><tool>hammer</tool><tool>saw</tool></tools>",
    "<note><to>Anna</to><s>old</s> new</note>",
    "The old price was <s>10</s> 8 euros.",
    "Usage: run [OPTIONS] [ARGS]...",
    "a <| b |> c and x <|> y",
    "if a<b | c>d then",
    "Roles:\nuser\nassistant\nsystem",
    "The account is there.\n\nUser: anna@example.com\nStatus: active",
    "**User:** Anna\n**Assistant:** Bob",
    "User: Anna Smith\nRole: admin",
    "I used get_weather (city: Rome) and lookup for this.",
    'The tool get_weather takes a city, e.g. `get_weather(city="Rome")`.',
    "lookup: done (id=4)",
    "<think>\nLet me see.\n</think>\n\nIt is sunny.",
    "I think <thinking about it> that it is fine.".replace("<thinking about it>", "(so far)"),
    "| a | b |\n| --- | --- |\n" + "| 1 | 2 |\n" * 30,
    "-" * 500,
    "0, " * 200,
    "ha ha ha ha ha ha ha ha ha ha ha ha",
    "Line one.\r\n\tLine two\xa0three – “four” … 😀 👩\u200d👩\u200d👧",
    "".join(f"{n}. Flight LH{n * 37} leaves at {n}:15 for Rome.\n" for n in range(1, 24)),
    "Use the `[INST]` mark, or « </s> » at the end.",
    "Ġorġ and Ġużè are names from Malta.",
    "Email <anna@example.com> or see <https://example.com/a?b=1>.",
    "Replace <your_name> and <user_id> with yours.",
    "SELECT * FROM t WHERE a <> 3",
    "AI is a field of study.",
    "analysis of the data\nAnalysis done.",
    "- lookup: done\n- get_weather: failed",
    "The assistant finally answered.",
    "Model: X200\nPrice: 30 euros",
    "AI: a short history",
    "Model X has 4 doors.",
    "",
]


@pytest.mark.parametrize("text", NO_FAULT)
def test_what_is_no_markup_is_left_alone(text: str) -> None:
    assert find_markup(text, NAMES) == []


def test_what_is_found_is_named_briefly() -> None:
    found = find_markup("Done.<|im_end|>" + "\x00" + "x" * 300)
    assert [(one.kind, one.found[:10]) for one in found][:2] == [
        ("token", "<|im_end|>"),
        ("bytes", "\x00xxxxxxxxx"),
    ]
    assert all(len(one.found) <= 80 for one in found)


@given(st.text(alphabet="ab .\n<|>[]{}()`\"':=/", max_size=400))
def test_any_text_is_looked_at(text: str) -> None:
    for one in find_markup(text, NAMES):
        assert one.found in text
