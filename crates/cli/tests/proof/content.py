"""Everything that a file or a folder holds, as text: names, files as they lie there, and what is packed or written
otherwise in them, as deep as it goes. Hashes, keys and signatures are left out where they stand: they hold any figures
by chance."""

import email
import email.policy
import gzip
import html
import io
import pathlib
import re
import sys
import zipfile

# A hash has 64 signs and a public key of minisign 56, neither more; a signature stands in a file of its own.
CHANCE = re.compile(r"(?<![0-9a-zA-Z])[0-9a-f]{64}(?![0-9a-zA-Z])|(?<![0-9a-zA-Z+/])RW[0-9a-zA-Z+/]{54}(?![0-9a-zA-Z+/=])")


def look(name, data):
    print(name)
    if name.endswith(".minisig"):
        data = b"\n".join(data.split(b"\n")[0::2])
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            print(packed.comment)
            for inner in packed.infolist():
                print(inner.comment)
                look(inner.filename, packed.read(inner))
    elif data[:2] == b"\x1f\x8b":
        look("unpacked", gzip.decompress(data))
    else:
        if name.endswith(".eml"):
            letter(email.message_from_bytes(data, policy=email.policy.default))
        text = CHANCE.sub("", data.decode("utf-8", "replace"))
        print(text)
        print(html.unescape(text))


def letter(message):
    for part in message.walk():
        print(part.items(), part.get_filename(), part.preamble, part.epilogue)
        if not part.is_multipart():
            look("part", part.get_payload(decode=True))


place = pathlib.Path(sys.argv[1])
found = [place] if place.is_file() else sorted(place.rglob("*"))
for path in found:
    name = str(path.relative_to(place)) if path != place else path.name
    look(name, path.read_bytes()) if path.is_file() else print(name)
