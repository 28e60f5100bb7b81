"""The official Python SDK of the Model Context Protocol, as a chatbot would use it.

Takes the address of the tools, a token and a mode of connecting (legacy: the handshake of the revisions
until 2025; auto: the newest that both sides know), and on standard input the calls to make. Says as JSON
what the server says of itself and its tools, and what each call came to.
"""

import asyncio
import json
import sys

import httpx2
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client


async def main(url, token, mode):
    calls = json.load(sys.stdin)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers, timeout=120) as http:
        async with Client(streamable_http_client(url, http_client=http), mode=mode) as client:
            tools = (await client.list_tools()).tools
            results = []
            for name, arguments in calls:
                result = await client.call_tool(name, arguments)
                results.append(
                    {
                        "failed": bool(result.is_error),
                        "answer": result.structured_content,
                        "words": "".join(it.text for it in result.content),
                    }
                )
            said = {
                "server": client.server_info.name,
                "instructions": client.instructions,
                "version": client.protocol_version,
                "tools": [it.model_dump(by_alias=True, mode="json") for it in tools],
                "results": results,
            }
    print(json.dumps(said))


asyncio.run(main(*sys.argv[1:]))
