"""data-designer 0.9.6: one text column over N seeded rows."""

import os

os.environ |= {"NEMO_TELEMETRY_ENABLED": "false", "HF_HUB_OFFLINE": "1"}

import data_designer.config as dd
import pandas as pd
from _measure import given, prompt, report
from data_designer.interface import DataDesigner


def main() -> None:
    options = given()

    def work() -> int:
        provider = dd.ModelProvider(
            name="local", endpoint=options.url, provider_type="openai", api_key="none"
        )
        model = dd.ModelConfig(
            alias="m",
            model="canned",
            provider="local",
            skip_health_check=True,
            inference_parameters=dd.ChatCompletionInferenceParams(
                max_parallel_requests=options.in_flight
            ),
        )
        builder = dd.DataDesignerConfigBuilder(model_configs=[model])
        rows = pd.DataFrame({"text": [prompt(n) for n in range(options.n)]})
        builder.with_seed_dataset(dd.DataFrameSeedSource(df=rows))
        builder.add_column(
            dd.LLMTextColumnConfig(name="reply", model_alias="m", prompt="{{ text }}")
        )
        designer = DataDesigner(artifact_path=options.folder, model_providers=[provider])
        designer.set_run_config(
            dd.RunConfig(buffer_size=options.n, max_in_flight_tasks=options.in_flight)
        )
        made = designer.create(builder, num_records=options.n)
        return int(made.load_dataset()["reply"].notna().sum())

    report(work)


if __name__ == "__main__":
    main()
