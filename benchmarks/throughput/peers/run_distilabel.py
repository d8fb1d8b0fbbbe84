"""distilabel 1.5.3: one TextGeneration step over N rows, its largest useful batch."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"

from _measure import given, prompt, report
from distilabel.models import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps import LoadDataFromDicts
from distilabel.steps.tasks import TextGeneration


def main() -> None:
    options = given()

    def work() -> int:
        with Pipeline(name="bench", cache_dir=options.folder) as pipeline:
            rows = [{"instruction": prompt(n)} for n in range(options.n)]
            load = LoadDataFromDicts(data=rows, batch_size=options.in_flight)
            llm = OpenAILLM(model="canned", base_url=options.url, api_key="none")
            load >> TextGeneration(llm=llm, input_batch_size=options.in_flight)
        made = pipeline.run(use_cache=False)
        return sum(text is not None for text in made["default"]["train"]["generation"])

    report(work)


if __name__ == "__main__":
    main()
