"""A chat model behind an OpenAI-compatible endpoint."""

from __future__ import annotations

from collections.abc import Awaitable

import orjson
from msgspec.structs import replace

from toolmind.config import ModelConfig
from toolmind.errors import ReplyError
from toolmind.models.ask_again import CORRECTION, accepted, ask_again
from toolmind.models.base import ChatReply, ChatRequest, Read
from toolmind.models.cache import ReplyCache
from toolmind.models.client.body import Body
from toolmind.models.client.completion import WireReply, decode_reply, read_logprobs
from toolmind.models.client.replies import UNSHOWN, read_choice
from toolmind.models.client.transport import Refused, Transport
from toolmind.models.client.wire import (
    BodyBuilder,
    encode_response_format,
)
from toolmind.models.cost import Meter, Price
from toolmind.models.tool_calls.prompted_tools import PromptedTools
from toolmind.models.tool_calls.sniffed import Sniffed
from toolmind.records import Message, Usage

_PATH = "/chat/completions"


class OpenAIModel:
    """One model of an OpenAI-compatible endpoint, with cache, meter, retries and flow control.

    A faulty reply (see `replies` and `ask_again`) is answered with the reason, `semantic_retries`
    times; what the endpoint does wrong on the way is the transport's concern.
    """

    def __init__(
        self,
        config: ModelConfig,
        *,
        endpoint: str = "",
        cache: ReplyCache | None = None,
        meter: Meter | None = None,
    ) -> None:
        """Open the model; `endpoint` is what its use is counted under, by default its name."""
        self._config = config
        self._endpoint = endpoint or config.model
        self._cache = cache
        self._meter = meter or Meter()
        self._transport = Transport(config, self._meter, self._endpoint)
        self._price = Price(config.price.prompt / 1e6, config.price.completion / 1e6)
        self._bodies = BodyBuilder(
            config.model,
            config.sampling,
            reasoning_as=config.send_reasoning,
            system_as=config.system_as,
            empty_content=config.empty_content,
            max_tokens_field=config.max_tokens_field,
            extra=config.extra_body,
        )
        prompted = config.tool_mode not in ("native", "json")
        self._prompted = PromptedTools(config.tool_mode) if prompted else None
        sniffed = Sniffed(bare=config.tool_mode == "json")
        self._parser = self._prompted.format if self._prompted else sniffed
        self._asks_schema = config.structured != "prompt"
        """Until it shows that the endpoint takes no schema."""
        self._mean_tokens = 256.0

    @property
    def name(self) -> str:
        """The model's name, as recorded in trajectories."""
        return self._config.model

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        """Answer one request, from the cache if it was answered before.

        Only a reply that was accepted is in the cache, and one that no longer is is asked anew.

        Raises:
            ModelError: no answer, even after retries.
            ReplyError: an answer that is not what was asked for, even after the reason was told.
            BudgetExceeded: the run's budget is spent.
            ConfigError: the endpoint refuses the key or does not exist.
            EndpointError: the endpoint would refuse every other request, too.
        """
        # The key is taken from the request as configured, not from what a fallback sends instead.
        body = self._body(request, self._config.structured != "prompt")
        if self._cache is None:
            return await self._ask(request, read, body)
        key = self._cache.key(body.read(), request.sample)
        reply = self._cache.get(key)
        if reply is not None:
            try:
                reply = accepted(reply, request, read)
                self._meter.cached(self._endpoint)
                return reply
            except ReplyError:
                self._cache.drop(key)
        reply = await self._ask(request, read, body)
        self._cache.put(key, reply)
        return reply

    async def close(self) -> None:
        """Free connections. The cache belongs to whoever opened it."""
        await self._transport.close()

    async def _ask(self, request: ChatRequest, read: Read | None, body: Body) -> ChatReply:
        """Ask, and ask again with the reason while the reply is not what was asked for."""

        def attempt(told: ChatRequest) -> Awaitable[ChatReply]:
            return self._attempt(told, body if told is request else None)

        def met(error: ReplyError) -> None:
            self._meter.happened(self._endpoint, error.code)

        retries = self._config.semantic_retries
        try:
            return await ask_again(attempt, request, read, retries=retries, met=met)
        except Refused as error:
            self._transport.refused(error)
            raise

    async def _attempt(self, request: ChatRequest, body: Body | None) -> ChatReply:
        """Get one reply; `body` is the request as configured, if it is written already."""
        by_schema = request.response_schema is not None and self._asks_schema
        if body is None or (request.response_schema is not None and not by_schema):
            body = self._body(request, by_schema)
        try:
            wire, estimate = await self._post(body)
        except Refused:
            if not (by_schema and self._config.structured == "auto"):
                raise
            # Servers say in many ways that they lack json_schema: what works without it tells.
            body = self._body(request, False)
            wire, estimate = await self._post(body)
            self._asks_schema = False
            self._meter.happened(self._endpoint, "model.no_json_schema")
        usage = self._used(wire, body, estimate)
        choice = wire.choices[0]
        try:
            message, finish = read_choice(choice, request, self._parser)
        except ReplyError as error:
            if not (error.said or choice.message.calls() or error.code in UNSHOWN):
                error.said = choice.message.text()
            raise
        return ChatReply(
            message=message,
            finish_reason=finish,
            usage=usage,
            model=wire.model or self.name,
            logprobs=read_logprobs(choice) if request.logprobs is not None else (),
        )

    async def _post(self, body: Body) -> tuple[WireReply, float]:
        """Return the answer to a body, and the tokens that it was expected to take."""
        estimate = body.size / 4 + self._mean_tokens
        return await self._transport.post(_PATH, body, estimate, decode_reply), estimate

    def _used(self, wire: WireReply, body: Body, estimate: float) -> Usage:
        """Note what a completion consumed: for the meter, the flow, and estimates to come."""
        prompt, written = wire.tokens("prompt_tokens"), wire.tokens("completion_tokens")
        if written is not None:
            self._mean_tokens += (written - self._mean_tokens) / 64
            self._transport.flow.used((prompt or 0) + written - estimate)
        # Of servers that do not count, 4 bytes to a token.
        if prompt is None:
            prompt = body.size // 4
        if written is None:
            written = len(wire.choices[0].message.text()) // 4
        usage = Usage(
            requests=1,
            prompt_tokens=prompt,
            completion_tokens=written,
            cost=self._price.of(prompt, written),
        )
        self._meter.paid(self._endpoint, usage)
        return usage

    def _body(self, request: ChatRequest, native_schema: bool) -> Body:
        return Body(self._encoded, request, native_schema)

    def _encoded(self, request: ChatRequest, native_schema: bool) -> bytes:
        if self._prompted is not None:
            request = self._prompted.fold(request)
        messages = request.messages
        response_format = b""
        if request.response_schema is not None:
            if native_schema:
                response_format = encode_response_format(request.response_schema)
            else:
                messages = _with_schema(messages, orjson.dumps(request.response_schema).decode())
        return self._bodies.build(
            messages,
            sampling=request.sampling,
            tools=request.tools,
            tool_choice=request.tool_choice,
            response_format=response_format,
            logprobs=request.logprobs,
        )


def _with_schema(messages: tuple[Message, ...], schema: str) -> tuple[Message, ...]:
    """Ask for JSON of a schema, at the end of the last message of the user that asks for it.

    Not before it: what is asked in one conversation by several schemas begins alike. Nor behind
    what was wrong with a reply, which is to leave alone what comes before.
    """
    asked = (
        "Answer with one JSON value and nothing else: no prose, no code fence. "
        f"It must be valid under this JSON Schema:\n{schema}"
    )
    for at, message in reversed([*enumerate(messages)]):
        if message.role == "user" and not message.content.startswith(CORRECTION):
            told = replace(message, content=f"{message.content}\n\n{asked}")
            return (*messages[:at], told, *messages[at + 1 :])
    return (*messages, Message(role="user", content=asked))
