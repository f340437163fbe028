"""A Kafka broker that refuses everybody's password: for what a driver says then.

Usage: kafka-refusal.py PORT. Loopback only.
"""

import asyncio
import sys

APIS = [(0, 0, 7), (1, 0, 11), (3, 0, 9), (17, 0, 1), (18, 0, 0), (36, 0, 1)]


def number(value, size):
    return value.to_bytes(size, "big", signed=True)


def text(value):
    return number(len(value), 2) + value.encode()


def answer(request):
    api, version = int.from_bytes(request[:2], "big"), int.from_bytes(request[2:4], "big")
    if api == 18 and version > 0:
        body = number(35, 2) + number(1, 4) + number(18, 2) + number(0, 2) + number(0, 2)
    elif api == 18:
        body = number(0, 2) + number(len(APIS), 4) + b"".join(number(n, 2) for entry in APIS for n in entry)
    elif api == 17:
        body = number(0, 2) + number(3, 4) + text("PLAIN") + text("SCRAM-SHA-256") + text("SCRAM-SHA-512")
    elif api == 36:
        body = number(58, 2) + text("Authentication failed: invalid credentials") + number(0, 4)
        body += number(0, 8) if version > 0 else b""
    else:
        return None
    return request[4:8] + body


async def serve(reader, writer):
    try:
        while True:
            size = await reader.readexactly(4)
            reply = answer(await reader.readexactly(int.from_bytes(size, "big")))
            if reply is None:
                break
            writer.write(len(reply).to_bytes(4, "big") + reply)
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]))
    async with server:
        await server.serve_forever()


asyncio.run(main())
