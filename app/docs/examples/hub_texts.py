#!/usr/bin/env python3
"""Prints texts of a dataset as JSONL, one document a line: a program for Quantloop's sources.

--source 'web=program:hub_texts.py oscar-corpus/oscar;langs=en,de;samples=200;skip=0' runs it once for each language, as

  hub_texts.py oscar-corpus/oscar --lang en --samples 200
"""

import argparse
import itertools
import json
import sys

from datasets import load_dataset

parser = argparse.ArgumentParser()
parser.add_argument("dataset")
parser.add_argument("--lang", required=True)
parser.add_argument("--samples", type=int)  # no number: all
parser.add_argument("--skip", type=int, default=0)
args = parser.parse_args()

config = f"unshuffled_deduplicated_{args.lang}"
print(f"reading {args.dataset}, {config}", file=sys.stderr)
rows = load_dataset(args.dataset, config, split="train", streaming=True).skip(args.skip)
for row in itertools.islice(rows, args.samples):
    print(json.dumps({"text": row["text"]}), flush=True)
