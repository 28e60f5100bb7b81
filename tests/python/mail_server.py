"""A real SMTP server for the tests of transcripts.

It says its port on the first line of standard output, and then one line of JSON for every attempt: what
was accepted, taken apart as a mail program would, or what was refused. It ends when its standard input
does, so that it never outlives the test.

A recipient says how it wants to be treated: later-2@... is refused twice with 451 and then accepted,
never@... is refused with 550 for good. Everybody else is accepted.
"""

import argparse
import asyncio
import json
import logging
import re
import ssl
import sys
import warnings
from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult


def say(**what):
    print(json.dumps(what), flush=True)


class Letterbox:
    def __init__(self):
        self.refused = Counter()

    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        later = re.fullmatch(r"later-(\d+)", local)
        if local == "never":
            say(refused=address, status=550)
            return f"550 5.1.1 nobody is called {address} here"
        if later and self.refused[address] < int(later[1]):
            self.refused[address] += 1
            say(refused=address, status=451)
            return f"451 4.7.1 {address} is greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        part = lambda kind: mail.get_body((kind,))
        say(
            sender=envelope.mail_from,
            to=envelope.rcpt_tos,
            headers={name.lower(): str(value) for name, value in mail.items()},
            kind=mail.get_content_type(),
            defects=[str(it) for it in mail.defects],
            parts=[it.get_content_type() for it in mail.iter_parts()],
            text=part("plain").get_content(),
            html=part("html").get_content(),
            encrypted=session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None,
            user=session.auth_data,
        )
        return "250 OK"


async def serve(arguments):
    context = None
    if arguments.tls != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.certificate, arguments.key)
    letterbox = Letterbox()

    def sign_in(server, session, envelope, mechanism, data):
        if arguments.user is None:
            return AuthResult(success=False)
        user, password = data.login.decode(), data.password.decode()
        good = (user, password) == (arguments.user, arguments.password)
        if not good:
            say(refused=user, status=535)
        return AuthResult(success=good, handled=good, auth_data=user)

    def door():
        wants_user = arguments.user is not None
        starttls = context if arguments.tls == "starttls" else None
        return SMTP(
            letterbox,
            hostname="mail.test",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=sign_in,
            auth_required=wants_user,
            auth_require_tls=arguments.tls == "starttls",
        )

    loop = asyncio.get_running_loop()
    implicit = context if arguments.tls == "implicit" else None
    server = await loop.create_server(door, "127.0.0.1", 0, ssl=implicit)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


# What goes wrong on purpose need not be told.
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
parser = argparse.ArgumentParser()
parser.add_argument("--tls", choices=["none", "starttls", "implicit"], default="none")
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--user")
parser.add_argument("--password")
asyncio.run(serve(parser.parse_args()))
