"""Peers of Daybook's bench: one line of JSON each. Reads the change feed of a daybook-server."""

import gzip
import json
import os
import statistics
import sys
import time
import urllib.request

FOLDER, URL, TOKEN = sys.argv[1], os.environ["DAYBOOK_URL"], os.environ["DAYBOOK_TOKEN"]


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
    import sqlite3

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
    for name, where in (("metric strip and trend, no filter", ""), ("metric strip and trend, one channel", " WHERE c.channel = 'email'")):
        times = []
        for _ in range(20):
            started = time.time()
            connection.execute(strip + where).fetchall()
            connection.execute(trend if not where else trend.replace("GROUP", "WHERE channel = 'email' GROUP")).fetchall()
            times.append((time.time() - started) * 1000)
        lines.append({"peer": "DuckDB", "what": name, "p50_ms": statistics.median(times)})
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


for peer in (sqlite_utils_peer, duckdb_peer, dlt_peer):
    if peer is dlt_peer and os.path.getsize(os.path.join(FOLDER, "server.db")) > 100_000_000:
        print(json.dumps({"absent": "dlt: left out at this size, it takes longer than the rest together"}))
        continue
    try:
        told = peer()
        for line in told if isinstance(told, list) else [told]:
            print(json.dumps(line), flush=True)
    except Exception as error:
        print(json.dumps({"absent": f"{peer.__name__}: {type(error).__name__}: {error}"}), flush=True)
