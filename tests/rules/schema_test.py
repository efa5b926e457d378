#!/usr/bin/env python3
"""The schema of rule files, tried on the shipped packs and on broken files.

Usage: schema_test.py SOURCE_DIR. Exit code 77: the validator is not installed.
"""

import json
import pathlib
import sys
import unittest

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; install python3-jsonschema and python3-yaml")
    sys.exit(77)

SOURCE = pathlib.Path(sys.argv.pop(1))
# What stands in these files is wrong in its keys or named values, which is what a schema can see.
REFUSED = [
    "after_is_a_text", "applies_to_nothing", "key_of_another_place", "misspelt_chinese_key",
    "misspelt_key", "misspelt_value", "nested_says", "rule_is_a_text", "rules_is_a_map",
    "tests_is_a_list", "unknown_entity", "unknown_pack_key", "value_of_another_key",
]


class Loader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: a date is a text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path):
    return yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        text = (SOURCE / "docs" / "rules.schema.json").read_text(encoding="utf-8")
        schema = json.loads(text)
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def test_takes_every_shipped_pack(self):
        packs = sorted((SOURCE / "rules" / "packs").glob("*.yaml"))
        self.assertGreaterEqual(len(packs), 2)
        for pack in packs:
            problems = [f"{list(e.absolute_path)}: {e.message[:200]}"
                        for e in self.validator.iter_errors(read(pack))]
            self.assertEqual(problems, [], pack.name)

    def test_refuses_wrong_keys_and_values(self):
        for name in REFUSED:
            document = read(SOURCE / "tests" / "rules" / "broken" / f"{name}.yaml")
            self.assertFalse(self.validator.is_valid(document), name)


if __name__ == "__main__":
    unittest.main()
