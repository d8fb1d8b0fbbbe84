"""Write the names of people and streets that values are made of, from Faker's word lists.

    pip install Faker==40.54.0 && python research/values/names.py > src/toolmind/data/names.tsv

They are shipped because loading Faker for them takes 0.1 s and 16 MB in every process, and because
values must not change with its version. Each row: what the names are, and the names.
"""

from __future__ import annotations

from faker import VERSION
from faker.providers.address.en_US import Provider as Address
from faker.providers.person.en_US import Provider as Person

LISTS = {
    "first": Person.first_names,
    "last": Person.last_names,
    "street": Address.street_suffixes,
}

if __name__ == "__main__":
    print(f"# From Faker {VERSION} (MIT, Copyright (c) 2012 Daniele Faraglia), see README.md.")
    for kind, names in LISTS.items():
        print(kind, *names, sep="\t")
