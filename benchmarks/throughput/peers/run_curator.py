"""bespokelabs-curator 0.1.31, its openai backend, limits out of the way, cache and storage on."""

import os
from pathlib import Path

os.environ |= {
    "TELEMETRY_ENABLED": "false",
    "CURATOR_DISABLE_RICH_DISPLAY": "1",
    "OPENAI_API_KEY": "none",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "HF_HUB_OFFLINE": "1",
}

from _measure import given, prompt, report


def main() -> None:
    options = given()
    os.environ["CURATOR_CACHE_DIR"] = str(Path(options.folder) / "curator")
    from bespokelabs import curator
    from datasets import Dataset

    class Asker(curator.LLM):
        def prompt(self, row):
            return row["text"]

        def parse(self, row, response):
            return {"text": row["text"], "reply": response}

    def work() -> int:
        asker = Asker(
            model_name="gpt-4o-mini",
            backend="openai",
            backend_params={
                "base_url": options.url,
                "max_requests_per_minute": 10_000_000,
                "max_tokens_per_minute": 10_000_000_000,
                "max_concurrent_requests": options.in_flight,
            },
        )
        made = asker(Dataset.from_dict({"text": [prompt(n) for n in range(options.n)]}))
        return len(made.dataset)

    report(work)


if __name__ == "__main__":
    main()
