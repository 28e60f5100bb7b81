"""Checks one production set again and again: a line on stdin is `all` or `content`, the answer is how many faults."""

import functools
import importlib.util
import sys

spec = importlib.util.spec_from_file_location("verify", sys.argv[1])
verify = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(verify)
# What was verified once need not be again; every other argument is verified anew.
verify.is_signed = functools.lru_cache(maxsize=None)(verify.is_signed)

for line in sys.stdin:
    faults = []
    if line.strip() == "all":
        faults, _ = verify.verify(sys.argv[2])
    else:
        try:
            verify.check_content(sys.argv[2], verify.read_json(sys.argv[2], verify.SIGNED, faults), faults)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError) as error:
            faults.append(str(error))
    print(len(faults), faults[0].replace("\n", " ") if faults else "", flush=True)
