"""Peers of Daybook's bench: one line of JSON each. Reads the change feed of a daybook-server."""

import asyncio
import email.utils
import gzip
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from datetime import datetime

FOLDER, URL, TOKEN = os.path.abspath(sys.argv[1]), os.environ["DAYBOOK_URL"], os.environ["DAYBOOK_TOKEN"]


def pages():
    after = ""
    while True:
        request = urllib.request.Request(
            f"{URL}/v1/changes?limit=5000&after={after}" if after else f"{URL}/v1/changes?limit=5000",
            headers={"Authorization": f"Bearer {TOKEN}", "Accept-Encoding": "gzip"},
        )
        with urllib.request.urlopen(request) as answer:
            body = answer.read()
            if answer.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
        page = json.loads(body)
        yield page
        after = page["next"]
        if page["remaining"] == 0:
            return


def rows(page):
    for change in page.get("conversations", []):
        head = change["conversation"]
        conversation = {
            "id": head["id"], "channel": head["channel"], "subject": head.get("subject"),
            "started_at": head["started_at"], "last_activity_at": head["last_activity_at"],
            "escalation": head["escalation"], "status": head.get("status"),
        }
        messages = [
            {"id": one["id"], "conversation": head["id"], "sender": one["sender"],
             "sent_at": one["sent_at"], "body": one["body"]}
            for one in change.get("messages", [])
        ]
        conversions = [
            {"id": one["id"], "conversation": head["id"], "kind": one["kind"],
             "occurred_at": one["occurred_at"]}
            for one in change.get("conversions", [])
        ]
        yield conversation, messages, conversions


def fresh(name):
    path = os.path.join(FOLDER, name)
    for end in ("", "-wal", "-shm", ".wal"):
        if os.path.exists(path + end):
            os.remove(path + end)
    return path


def sqlite_utils_peer():
    import sqlite_utils

    database = sqlite_utils.Database(fresh("peer-sqlite-utils.db"))
    database.enable_wal()
    started, count = time.time(), 0
    for page in pages():
        conversations, messages, conversions = [], [], []
        for conversation, some, outcomes in rows(page):
            conversations.append(conversation)
            messages.extend(some)
            conversions.extend(outcomes)
        database["conversation"].upsert_all(conversations, pk="id")
        database["message"].upsert_all(messages, pk="id")
        if conversions:
            database["conversion"].upsert_all(conversions, pk="id")
        count += len(messages)
    database["message"].enable_fts(["body"], tokenize="unicode61 remove_diacritics 2")
    seconds = time.time() - started
    size = os.path.getsize(database.conn.execute("PRAGMA database_list").fetchone()[2])
    return {"peer": "sqlite-utils with full text, not encrypted", "what": "first sync",
            "messages": count, "seconds": seconds, "bytes_per_message": size / max(count, 1)}


def duckdb_peer():
    import duckdb

    connection = duckdb.connect(fresh("peer.duckdb"))
    source = os.path.join(FOLDER, "peer-sqlite-utils.db")
    plain = sqlite3.connect(source)
    connection.execute("CREATE TABLE conversation(id VARCHAR, channel VARCHAR, started_at TIMESTAMP)")
    connection.execute("CREATE TABLE conversion(conversation VARCHAR, kind VARCHAR)")
    import csv
    import tempfile

    for table, columns in (("conversation", "id, channel, started_at"), ("conversion", "conversation, kind")):
        with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:
            csv.writer(file).writerows(plain.execute(f"SELECT {columns} FROM {table}"))
            file.flush()
            connection.execute(f"INSERT INTO {table} SELECT * FROM read_csv('{file.name}', header=false, all_varchar=true)")
    strip = """SELECT count(*), count(DISTINCT v.conversation) FILTER (v.kind = 'booking'),
        count(DISTINCT v.conversation) FILTER (v.kind = 'tour'), count(DISTINCT v.conversation) FILTER (v.kind = 'customer'),
        count(DISTINCT v.conversation) FILTER (v.kind = 'contract'), count(DISTINCT v.conversation) FILTER (v.kind = 'day_pass')
        FROM conversation c LEFT JOIN conversion v ON v.conversation = c.id"""
    trend = "SELECT started_at::DATE AS day, count(*) FROM conversation GROUP BY day ORDER BY day DESC LIMIT 30"
    lines = []
    cases = (("metric strip and trend, no filter", "", "metrics_p50_ms"),
             ("metric strip and trend, one channel", " WHERE c.channel = 'email'", "metrics_filtered_p50_ms"))
    for name, where, against in cases:
        times = []
        for _ in range(20):
            started = time.time()
            connection.execute(strip + where).fetchall()
            connection.execute(trend if not where else trend.replace("GROUP", "WHERE channel = 'email' GROUP")).fetchall()
            times.append((time.time() - started) * 1000)
        lines.append({"peer": "DuckDB", "what": name, "p50_ms": statistics.median(times), "against": against})
    return lines


def dlt_peer():
    import dlt

    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    counted = 0

    @dlt.resource(name="changes", max_table_nesting=2)
    def changes():
        nonlocal counted
        for page in pages():
            for change in page.get("conversations", []):
                counted += len(change.get("messages", []))
                yield change

    work = os.path.join(FOLDER, "dlt")
    pipeline = dlt.pipeline("peer", pipelines_dir=work, dataset_name="peer",
                            destination=dlt.destinations.duckdb(fresh("peer-dlt.duckdb")))
    started = time.time()
    pipeline.run(changes(), write_disposition="replace")
    return {"peer": "dlt to DuckDB, no text index, not encrypted", "what": "first sync",
            "messages": counted, "seconds": time.time() - started}


# The words that Daybook's own reading asks for as usual words (`read.rs`).
WORDS = ["parking", "invoice", "terrace", "printer", "meeting room", "cancel"]
ROUNDS = 5
# More than this, and a peer that needs minutes at 10,000 conversations is left out.
SMALL = 50_000_000


def stored_messages():
    """What sqlite-utils stored: a peer that only indexes need not fetch again."""
    plain = sqlite3.connect(os.path.join(FOLDER, "peer-sqlite-utils.db"))
    return plain.execute("SELECT id, conversation, sender, sent_at, body FROM message ORDER BY sent_at")


def asked(name, ask, phrase='"{}"'):
    """How long each usual word takes, newest first, fifty answers."""
    times = []
    for _ in range(ROUNDS):
        for word in WORDS:
            text = phrase.format(word) if " " in word else word
            started = time.time()
            ask(text)
            times.append((time.time() - started) * 1000)
    return {"peer": name, "what": "search, usual words, newest 50", "p50_ms": statistics.median(times),
            "against": "search_usual_p50_ms"}


def tantivy_peer():
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("conversation", stored=True, tokenizer_name="raw")
    builder.add_integer_field("sent_at", stored=True, fast=True)
    builder.add_text_field("body")
    folder = os.path.join(FOLDER, "peer-tantivy")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    index = tantivy.Index(builder.build(), path=folder)
    rows = [(one[1], int(datetime.fromisoformat(one[3]).timestamp()), one[4]) for one in stored_messages()]
    started = time.time()
    writer = index.writer(heap_size=256_000_000, num_threads=2)
    for conversation, sent_at, body in rows:
        writer.add_document(tantivy.Document(conversation=conversation, sent_at=sent_at, body=body))
    writer.commit()
    writer.wait_merging_threads()
    seconds = time.time() - started
    index.reload()
    searcher = index.searcher()

    def ask(text):
        query = index.parse_query(text, ["body"])
        hits = searcher.search(query, 50, order_by_field="sent_at").hits
        return [searcher.doc(address)["conversation"] for _, address in hits]

    name = "tantivy from Python, messages and not conversations, bodies not stored, not encrypted"
    return [{"peer": name, "what": "index alone, nothing fetched", "messages": len(rows), "seconds": seconds},
            asked("tantivy", ask)]


def datasette_peer():
    from datasette.app import Datasette

    path = os.path.join(FOLDER, "peer-sqlite-utils.db")
    plain = sqlite3.connect(path)
    plain.execute("CREATE INDEX IF NOT EXISTS by_activity ON conversation(last_activity_at)")
    plain.execute("CREATE INDEX IF NOT EXISTS by_sent ON message(sent_at)")
    total = plain.execute("SELECT count(*) FROM conversation").fetchone()[0]
    plain.commit()
    plain.close()
    server = Datasette([path], settings={"sql_time_limit_ms": 60_000})
    loop = asyncio.new_event_loop()

    def get(address):
        answer = loop.run_until_complete(server.client.get(address))
        answer.raise_for_status()
        return answer.json()

    def ask(text):
        words = urllib.parse.quote(text)
        return get(f"/peer-sqlite-utils/message.json?_search={words}&_searchmode=raw&_sort_desc=sent_at&_size=50")

    windows, address = [], "/peer-sqlite-utils/conversation.json?_sort_desc=last_activity_at&_size=50"
    for _ in range(min(100, total // 50)):
        started = time.time()
        page = get(address)
        windows.append((time.time() - started) * 1000)
        address = page["next_url"]
        if not address:
            break
        address = urllib.parse.urlsplit(address)._replace(scheme="", netloc="").geturl()
    return [{"peer": "Datasette without its socket, indexed for it", "what": "page of 50, next by next, with count",
             "p50_ms": statistics.median(windows), "against": "window_p50_ms"},
            asked("Datasette, messages and not conversations, with count", ask)]


def maildir():
    """One file a message, as mail tools want it; conversations are threads. Not part of any time."""
    folder = os.path.join(FOLDER, "peer-mail")
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(folder, "box", name))
    first, count = {}, 0
    for number, (_, conversation, sender, sent_at, body) in enumerate(stored_messages()):
        own = f"<m{number}@practice.example>"
        root = first.setdefault(conversation, own)
        above = "" if root == own else f"In-Reply-To: {root}\nReferences: {root}\n"
        date = email.utils.format_datetime(datetime.fromisoformat(sent_at))
        head = (f"From: {sender}@practice.example\nTo: desk@practice.example\nSubject: {conversation}\nDate: {date}\n"
                f"Message-ID: {own}\n{above}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                "Content-Transfer-Encoding: 8bit\n\n")
        with open(os.path.join(folder, "box", "cur", f"{number}.practice:2,S"), "w", encoding="utf-8") as file:
            file.write(head + body + "\n")
        count += 1
    return folder, count


def run(*words, **environment):
    done = subprocess.run(words, env={**os.environ, **environment}, capture_output=True, text=True)
    # `mu find` ends with 2 or 4 where nothing is found.
    if done.returncode not in (0, 2, 4):
        raise RuntimeError(f"{words[0]}: {done.stderr.strip()[-200:]}")
    return done.stdout


def notmuch_peer():
    folder, count = maildir()
    config = os.path.join(FOLDER, "peer-notmuch.conf")
    with open(config, "w", encoding="utf-8") as file:
        file.write(f"[database]\npath={folder}\n[user]\nname=Bench\nprimary_email=desk@practice.example\n"
                   "[new]\ntags=\n[search]\nexclude_tags=\n")
    started = time.time()
    run("notmuch", "new", "--quiet", NOTMUCH_CONFIG=config)
    seconds = time.time() - started
    found = asked("notmuch, a process a question", lambda text: run(
        "notmuch", "search", "--limit=50", "--sort=newest-first", text, NOTMUCH_CONFIG=config))
    shutil.rmtree(folder)
    return [{"peer": "notmuch, one file a message", "what": "index alone, nothing fetched", "messages": count,
             "seconds": seconds}, found]


def mu_peer():
    folder, count = maildir()
    home = os.path.join(FOLDER, "peer-mu")
    shutil.rmtree(home, ignore_errors=True)
    run("mu", "init", f"--muhome={home}", f"--maildir={folder}")
    started = time.time()
    run("mu", "index", f"--muhome={home}", "--quiet")
    seconds = time.time() - started
    found = asked("mu, a process a question", lambda text: run(
        "mu", "find", f"--muhome={home}", "--sortfield=date", "--reverse", "--maxnum=50", "--fields=d f s", text))
    shutil.rmtree(folder)
    shutil.rmtree(home)
    return [{"peer": "mu, one file a message", "what": "index alone, nothing fetched", "messages": count,
             "seconds": seconds}, found]


def left_out(peer, size):
    """Why a peer is not measured at this size, or nothing."""
    name = peer.__name__.removesuffix("_peer")
    if size > 1_000_000_000:
        return f"{name}: left out at this size"
    if size > SMALL and peer in (dlt_peer, notmuch_peer, mu_peer):
        return f"{name}: left out at this size, it takes longer than the rest together"
    tool = {notmuch_peer: "notmuch", mu_peer: "mu"}.get(peer)
    if tool and not shutil.which(tool):
        return f"{name}: not installed"
    return None


PEERS = (sqlite_utils_peer, duckdb_peer, tantivy_peer, datasette_peer, dlt_peer, notmuch_peer, mu_peer)
SIZE = os.path.getsize(os.path.join(FOLDER, "server.db"))
for peer in PEERS:
    reason = left_out(peer, SIZE)
    if reason:
        print(json.dumps({"absent": reason}), flush=True)
        continue
    try:
        told = peer()
        for line in told if isinstance(told, list) else [told]:
            print(json.dumps(line), flush=True)
    except Exception as error:
        print(json.dumps({"absent": f"{peer.__name__}: {type(error).__name__}: {error}"}), flush=True)
