#!/bin/sh
# Make the labelled sets that the link scorer learns from and is tested on:
#   research/link_scorer/make_sets.sh CORPORA BOTO3_DATA PROVIDERS CONNECTORS OUT
# Paths are absolute. BOTO3_DATA is the data folder of the boto3 package; WordNet comes with
# `apt-get install wordnet-base`.
# PROVIDERS has a folder for each Terraform provider named below, with the `docs` or `website` of its
# repository (`git archive HEAD docs`); all under MPL-2.0 but github (MIT) and cloudflare (Apache-2.0).
# CONNECTORS is a copy of the repository microsoft/PowerPlatformConnectors (MIT).
# Sets of benchmarks, to be tested on, lie beside them: see benchmark_links.py, apibank_links.py
# (apibank_train) and ultratool_links.py.
# Needs pip too, and mypy, which has typeshed.
set -e
corpora=$1 boto3=$2 providers=$3 connectors=$4 out=$5
cd "$(dirname "$0")"
here=$PWD
for seed in 1 2 3; do
    python synonym_links.py "$corpora/links_sgd" "$out/reworded$seed" --seed $seed
    python wordnet_links.py set "$corpora/links_sgd" "$out/wordnet$seed" --seed $seed
done
for pool in google aws seal_tools mcp rapidapi_stb; do
    python wordnet_links.py pool "$corpora/functions_$pool/functions.jsonl" "$out/pool_$pool" --domains 200
done
python declared_links.py boto3 "$corpora/functions_aws/functions.jsonl.gz" "$boto3" "$out/boto3"
python declared_links.py google "$corpora/functions_google/functions.jsonl.gz" "$out/google"
python declared_links.py google "$corpora/functions_google/functions.jsonl.gz" "$out/google_hidden" --hide
python observed_links.py tooltalk "$corpora/dialogues_tooltalk/dialogues.jsonl.gz" "$out/tooltalk"
python observed_links.py tau "$corpora/labelled_agentrx_tau_retail/trajectories.jsonl.gz" "$out/tau"
pip install -q --no-deps --target "$out/packages" -r mined_packages.txt
stubs=$(python -c 'import mypy, pathlib; print(pathlib.Path(mypy.__file__).parent / "typeshed/stdlib")')
library=$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
python python_code_links.py "$out/code" "$stubs" "$library" "$out/packages"
# The second set of each is only tested on.
python connector_links.py "$out/connectors" "$connectors" --kept "$out/connectors_other"
cd "$providers"
python "$here/terraform_links.py" "$out/terraform" \
    azurerm google digitalocean github cloudflare gitlab auth0
python "$here/terraform_links.py" "$out/terraform_other" alicloud grafana pagerduty datadog
