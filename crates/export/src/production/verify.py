#!/usr/bin/env python3
"""Checks a production set of Daybook, with nothing but Python 3.9 or newer.

    python3 verify.py [--key PUBLICKEY] [FOLDER]

FOLDER is where this file lies, unless another one is named. It checks the signature (minisign: Ed25519 over
BLAKE2b), that every file is there, as it was and no other one, and counts every number once more from the rows.
It says what is wrong, a line each, and ends with 1; with 0 where nothing is.

Whoever can write the whole folder can sign it anew with another key. So compare the public key that is printed with
the one that the person who signed gave you on another way, or give that one with --key.
"""

import base64
import csv
import hashlib
import io
import json
import math
import os
import sys

SIGNED = "manifest.json"
SIGNATURE = "manifest.json.minisig"
PUBLIC_KEY = "minisign.pub"
Z_95 = 1.959963984540054
CLOSE = 1e-9


# Ed25519 (RFC 8032), verification alone.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * ROOT % P
    if (x * x - square) % P != 0 or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(factor, point):
    out = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            out = add(out, point)
        point = add(point, point)
        factor >>= 1
    return out


def is_same_point(one, other):
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


def decompress(data):
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % P)


def is_signed(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    point, nonce = decompress(key), decompress(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if point is None or nonce is None or scalar >= ORDER:
        return False
    digest = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(digest, "little") % ORDER
    return is_same_point(multiply(scalar, BASE), add(nonce, multiply(challenge, point)))


# minisign

def decoded(text):
    """Base64 in its one writing; None for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return data if base64.b64encode(data).decode() == text else None


def key_of(text):
    """The key number and the key of a public key as text."""
    data = decoded(text)
    if data is None or len(data) != 42 or data[:2] != b"Ed":
        return None
    return data[2:10], data[10:]


def check_signature(folder, wanted, faults):
    """Answers the public key as text, where the signature is one by it."""
    public = read_text(folder, PUBLIC_KEY, faults)
    signature = read_text(folder, SIGNATURE, faults)
    signed = read_bytes(folder, SIGNED, faults)
    if public is None or signature is None or signed is None:
        return None
    lines = public.split("\n")
    if len(lines) != 3 or not lines[0].startswith("untrusted comment: ") or lines[2] != "" or key_of(lines[1]) is None:
        faults.append(PUBLIC_KEY + ": is no public key of minisign")
        return None
    text = lines[1]
    number, key = key_of(text)
    if wanted is not None and wanted != text:
        faults.append(PUBLIC_KEY + ": the set is signed with another key than the one that you gave")
    lines = signature.split("\n")
    expected = "untrusted comment: signature of a Daybook production set"
    if len(lines) != 5 or lines[0] != expected or not lines[2].startswith("trusted comment: ") or lines[4] != "":
        faults.append(SIGNATURE + ": is no signature of a production set")
        return None
    first, second = decoded(lines[1]), decoded(lines[3])
    comment = lines[2][len("trusted comment: "):].encode()
    if first is None or second is None or len(first) != 74 or first[:2] != b"ED" or first[2:10] != number:
        faults.append(SIGNATURE + ": is no signature by the key in " + PUBLIC_KEY)
        return None
    if not is_signed(key, hashlib.blake2b(signed).digest(), first[10:]):
        faults.append(SIGNED + ": is not as it was signed")
        return None
    if not is_signed(key, first[10:] + comment, second):
        faults.append(SIGNATURE + ": its trusted comment is not as it was signed")
        return None
    return text


# Files

def read_bytes(folder, name, faults):
    try:
        with open(os.path.join(folder, *name.split("/")), "rb") as file:
            return file.read()
    except OSError as error:
        faults.append("%s: cannot be read (%s)" % (name, error.strerror))
        return None


def read_text(folder, name, faults):
    data = read_bytes(folder, name, faults)
    if data is None:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        faults.append(name + ": is no text")
        return None


def once(pairs):
    out = {}
    for key, value in pairs:
        if key in out:
            raise ValueError("%r stands twice" % key)
        out[key] = value
    return out


def parsed(text):
    return json.loads(text, object_pairs_hook=once)


def read_json(folder, name, faults):
    text = read_text(folder, name, faults)
    if text is None:
        return None
    try:
        return parsed(text)
    except ValueError as error:
        faults.append("%s: is no JSON (%s)" % (name, error))
        return None


def read_lines(folder, name, faults):
    text = read_text(folder, name, faults)
    if text is None:
        return None
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line == "" and number > text.count("\n"):
            break
        try:
            row = parsed(line)
        except ValueError as error:
            faults.append("%s: line %d is no JSON (%s)" % (name, number, error))
            return None
        if not isinstance(row, dict):
            faults.append("%s: line %d is no object" % (name, number))
            return None
        rows.append(row)
    return rows


def present_files(folder):
    found = []
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in folders + names:
            path = os.path.join(place, name)
            if os.path.isdir(path) and not os.path.islink(path):
                if not os.listdir(path):
                    found.append(os.path.relpath(path, folder).replace(os.sep, "/") + "/")
                continue
            found.append(os.path.relpath(path, folder).replace(os.sep, "/"))
    return found


def check_files(folder, manifest, faults):
    listed = {}
    for file in manifest["files"]:
        if file["name"] in listed:
            faults.append("%s: %s is listed twice" % (SIGNED, file["name"]))
        listed[file["name"]] = file
    known = set(listed) | {SIGNED, SIGNATURE}
    for name in present_files(folder):
        if name not in known:
            faults.append(name + ": is not part of the set")
    for name, file in sorted(listed.items()):
        data = read_bytes(folder, name, faults)
        if data is None:
            continue
        if len(data) != file["bytes"]:
            faults.append("%s: has %d bytes instead of %d" % (name, len(data), file["bytes"]))
        elif hashlib.sha256(data).hexdigest() != file["sha256"]:
            faults.append(name + ": is not as it was signed")


# Statistics

def wilson(successes, trials):
    if trials == 0:
        return None
    rate, square = successes / trials, Z_95 * Z_95
    centre = rate + square / (2 * trials)
    spread = Z_95 * math.sqrt(rate * (1 - rate) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    low = 0.0 if rate <= 0 else (centre - spread) / scale
    high = 1.0 if rate >= 1 else (centre + spread) / scale
    return (low, high)


def newcombe(one, other):
    if one[1] == 0 or other[1] == 0:
        return None
    first, second = one[0] / one[1], other[0] / other[1]
    (first_low, first_high), (second_low, second_high) = wilson(*one), wilson(*other)
    difference = first - second
    low = difference - math.hypot(first - first_low, second_high - second)
    high = difference + math.hypot(first_high - first, second - second_low)
    return difference, (low, high)


def kaplan_meier(watched):
    """Steps [time, at risk, events, share to which it has not happened, its interval] of sorted (time, happened)."""
    at_risk, survival, variance, steps, place = len(watched), 1.0, 0.0, [], 0
    while place < len(watched):
        time, events, ended = watched[place][0], 0, 0
        while place < len(watched) and watched[place][0] == time:
            events += watched[place][1]
            ended += 1
            place += 1
        if events:
            left = at_risk - events
            survival *= left / at_risk
            interval = None
            if left:
                variance += events / (at_risk * left)
                interval = greenwood(survival, variance)
            steps.append([time, at_risk, events, survival, interval])
        at_risk -= ended
    return steps


def greenwood(survival, variance):
    spread = Z_95 * math.sqrt(variance) / math.log(survival)
    return [survival ** math.exp(-spread), survival ** math.exp(spread)]


# Counting

def fulfils(row, where):
    """Whether a row is one of those that a number counts."""
    if where is None:
        return True
    value = row[where["field"]]
    if "at_least" in where:
        return value >= where["at_least"]
    if "equals" in where:
        return value == where["equals"]
    return value != where["differs"]


def is_close(one, other):
    if one is None or other is None:
        return one is other
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(is_close(a, b) for a, b in zip(one, other))
    return abs(one - other) <= CLOSE


def recounted(number, rows):
    """The same number, counted once more."""
    kind = number["kind"]
    if kind == "count":
        return {"count": sum(fulfils(row, number["where"]) for row in rows)}
    if kind == "rate":
        successes, trials = sum(fulfils(row, number["where"]) for row in rows), len(rows)
        rate = successes / trials if trials else None
        return {"successes": successes, "trials": trials, "rate": rate, "interval": wilson(successes, trials)}
    if kind == "mean":
        total = sum(row[number["field"]] for row in rows)
        return {"sum": total, "of": len(rows), "mean": total / len(rows) if rows else None}
    if kind == "difference":
        sides = []
        for side in ("one", "other"):
            part = [row for row in rows if fulfils(row, number[side]["where"])]
            sides.append((sum(fulfils(row, number["where"]) for row in part), len(part)))
        found = newcombe(*sides)
        return {
            "one": {"successes": sides[0][0], "trials": sides[0][1]},
            "other": {"successes": sides[1][0], "trials": sides[1][1]},
            "difference": None if found is None else found[0],
            "interval": None if found is None else found[1],
        }
    if kind == "survival":
        watched = [(row[number["time"]], row[number["event"]]) for row in rows if row[number["time"]] is not None]
        return {"watched": len(watched), "steps": kaplan_meier(sorted(watched))}
    raise ValueError("a number of the unknown kind %r" % kind)


def differs(found, told):
    for key, value in found.items():
        if key not in told:
            return True
        if isinstance(value, dict):
            if differs(value, told[key]):
                return True
        elif not is_close(value, told[key]):
            return True
    return False


def check_numbers(numbers, rows, faults):
    if numbers["rows"] != len(rows):
        faults.append("numbers.json: tells of %s rows, and there are %d" % (numbers["rows"], len(rows)))
    for number in numbers["numbers"]:
        found = recounted(number, rows)
        if differs(found, number):
            faults.append("numbers.json: %s is not what the rows say: %s" % (number["id"], json.dumps(found)))


def check_terms(report, rows, faults):
    for place, term in enumerate(report["terms"]):
        hits = [row for row in rows if place in row["terms"]]
        unique = [row for row in hits if len(row["terms"]) == 1]
        if term["hits"] != len(hits) or term["unique_hits"] != len(unique):
            told = (place + 1, len(hits), len(unique))
            faults.append("search-hits.json: term %d has %d hits in the rows, %d of them by itself" % told)


def check_rows(rows, messages, faults):
    """Rows are numbered, pages follow each other, and messages are those that a row tells of."""
    said, next_page = {}, 1
    for message in messages:
        key = message["row"]
        said[key] = said.get(key, 0) + 1
        row = rows[key - 1] if isinstance(key, int) and 0 < key <= len(rows) else None
        if row is None or not row["first_page"] <= message["page"] <= row["last_page"]:
            faults.append("messages.jsonl: a message of row %s stands on no page of it" % key)
    for place, row in enumerate(rows, 1):
        if row["row"] != place:
            faults.append("rows.jsonl: row %d is called %s" % (place, row["row"]))
        if row["first_page"] != next_page or row["last_page"] < row["first_page"]:
            faults.append("rows.jsonl: row %d does not begin on page %d" % (place, next_page))
        next_page = row["last_page"] + 1
        if row["messages_produced"] != said.get(place, 0):
            faults.append("rows.jsonl: row %d tells of %s messages, and there are %d"
                          % (place, row["messages_produced"], said.get(place, 0)))
    return next_page - 1


def page_name(number):
    return "DB-%06d" % number


def check_pages(folder, rows, last, faults):
    """Every page stands in its file, once, under its number."""
    number = 1
    for row in rows:
        text = read_text(folder, row["transcript"], faults)
        if text is None:
            return
        for page in text.split("\f"):
            if not page.startswith(page_name(number) + "\n"):
                faults.append("%s: page %s is not where it should be" % (row["transcript"], page_name(number)))
                return
            number += 1
        if number != row["last_page"] + 1:
            faults.append("%s: does not end with page %s" % (row["transcript"], page_name(row["last_page"])))
            return
    if number != last + 1:
        faults.append("transcripts: there are %d pages instead of %d" % (number - 1, last))


def check_table(folder, rows, faults):
    """rows.csv says the same as rows.jsonl."""
    text = read_text(folder, "rows.csv", faults)
    if text is None:
        return
    table = list(csv.reader(io.StringIO(text, newline="")))
    names = sorted(rows[0]) if rows else []
    if table[:1] != ([names] if rows else []) or len(table) != len(rows) + len(table[:1]):
        faults.append("rows.csv: has other rows or columns than rows.jsonl")
        return
    for place, (row, cells) in enumerate(zip(rows, table[1:]), 1):
        if [cell_text(row[name]) for name in names] != cells:
            faults.append("rows.csv: row %d differs from rows.jsonl" % place)


def cell_text(value):
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    text = str(value)
    guarded = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    return "'" + text if isinstance(value, str) and text.startswith(guarded) else text


def check_masks(log, manifest, faults):
    total = sum(entry["count"] for entry in log)
    if total != manifest["masks"]:
        faults.append("redaction-log.jsonl: tells of %d masks instead of %s" % (total, manifest["masks"]))


def check_content(folder, manifest, faults):
    """Counts everything once more, whatever the hashes say."""
    rows = read_lines(folder, "rows.jsonl", faults)
    messages = read_lines(folder, "messages.jsonl", faults)
    numbers = read_json(folder, "numbers.json", faults)
    report = read_json(folder, "search-hits.json", faults)
    log = read_lines(folder, "redaction-log.jsonl", faults)
    if rows is None or messages is None or numbers is None or report is None or log is None:
        return
    check_numbers(numbers, rows, faults)
    check_terms(report, rows, faults)
    last = check_rows(rows, messages, faults)
    if last != manifest["pages"] or len(rows) != manifest["conversations"] or len(messages) != manifest["messages"]:
        faults.append("manifest.json: tells of other pages, conversations or messages than there are")
    check_pages(folder, rows, last, faults)
    check_table(folder, rows, faults)
    check_masks(log, manifest, faults)


def verify(folder, wanted=None):
    """Answers what is wrong, and the public key."""
    faults = []
    key = check_signature(folder, wanted, faults)
    manifest = read_json(folder, SIGNED, faults)
    try:
        if isinstance(manifest, dict) and manifest.get("daybook_production") == 1:
            check_files(folder, manifest, faults)
            check_content(folder, manifest, faults)
        elif manifest is not None:
            faults.append(SIGNED + ": is no manifest of a production set that this program knows")
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError) as error:
        faults.append("the set cannot be counted: %s: %s" % (type(error).__name__, error))
    return faults, key


def main(arguments):
    wanted = None
    if arguments[:1] == ["--key"] and len(arguments) > 1:
        wanted, arguments = arguments[1], arguments[2:]
    if len(arguments) > 1 or arguments[:1] in (["-h"], ["--help"], ["--key"]):
        print(__doc__)
        return 2
    folder = arguments[0] if arguments else os.path.dirname(os.path.abspath(__file__))
    faults, key = verify(folder, wanted)
    for fault in faults:
        print(fault)
    if faults:
        print("%d faults: the set is not as it was signed" % len(faults))
        return 1
    print("Every number is what the rows say, and every file is as it was signed by")
    print(key)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
