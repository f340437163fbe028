"""What tansu needs around it to stand in for Apache Kafka in tests.

Usage: kafka-standin.py STORE-PORT FRONT-PORT BROKER-PORT. Loopback only.

STORE-PORT is an object store with the S3 calls that tansu's storage engine makes, in memory, signatures unchecked: what keeps
the data across kill -9 of tansu. tansu takes the batch that was written last, plus one, for the end of a partition, which is
wrong for batches of several records; so the last record of such a batch lies under its own offset, too.

FRONT-PORT passes connections on to tansu at BROKER-PORT. librdkafka 2.0.2 cannot read the answer that tansu gives to
ApiVersions 3 (four tagged fields, of which it skips one byte too few each), and is told to ask with version 0. DeleteRecords, for
which tansu drops the connection, is refused as Apache Kafka refuses who may not do it.
"""

import asyncio
import hashlib
import sys
import time
from email.utils import formatdate
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

objects = {}  # key -> (body, tag, time)


def crc_table():
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


CRC = crc_table()


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value = CRC[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1), at


def encoded(value):
    value = (value << 1) ^ (value >> 63)
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def last_record(batch):
    """A batch of the last record alone; nothing where the batch has one record only, or is compressed."""
    more = int.from_bytes(batch[23:27], "big")  # lastOffsetDelta
    if not 0 < more < 1 << 31 or int.from_bytes(batch[21:23], "big") & 7:
        return None
    at = 61
    for _ in range(more + 1):
        start = at
        length, body = varint(batch, at)
        at = body + length
    _, after_time = varint(batch, body + 1)
    _, rest = varint(batch, after_time)
    record = batch[body:after_time] + encoded(0) + batch[rest:at]
    record = encoded(len(record)) + record
    checked = batch[21:23] + bytes(4) + batch[27:57] + (1).to_bytes(4, "big") + record
    return batch[:8] + (len(checked) + 9).to_bytes(4, "big") + batch[12:17] + crc32c(checked).to_bytes(4, "big") + checked


def add_last_record(key):
    """Puts the last record of a batch under its own offset, too."""
    body, tag, at = objects[key]
    alone = last_record(body)
    if alone:
        folder, _, name = key.rpartition("/")
        more = int.from_bytes(body[23:27], "big")
        objects[f"{folder}/{int(name.split('.')[0]) + more:020}.batch"] = (alone, tag, at + 1e-5)


def stamp(seconds):
    # To the microsecond: tansu takes the batch that was written last for the end of a partition.
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{int(seconds * 1e6) % 1000000:06}Z"


def listing(query):
    prefix = query.get("prefix", [""])[0]
    delimiter = query.get("delimiter", [""])[0]
    after = query.get("continuation-token", query.get("start-after", [""]))[0]
    limit = int(query.get("max-keys", ["1000"])[0])
    contents, folders, last, more = [], [], "", False
    for key in sorted(objects):
        if not key.startswith(prefix) or key <= after:
            continue
        if delimiter and delimiter in key[len(prefix):]:
            folder = prefix + key[len(prefix):].split(delimiter, 1)[0] + delimiter
            if folder > after and (not folders or folders[-1] != folder):
                folders.append(folder)
            continue
        if len(contents) == limit:
            more = True
            break
        contents.append(key)
        last = key
    parts = ['<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>tansu</Name>',
             f"<Prefix>{escape(prefix)}</Prefix><KeyCount>{len(contents) + len(folders)}</KeyCount>",
             f"<MaxKeys>{limit}</MaxKeys><IsTruncated>{'true' if more else 'false'}</IsTruncated>"]
    if more:
        parts.append(f"<NextContinuationToken>{escape(last)}</NextContinuationToken>")
    for key in contents:
        body, tag, at = objects[key]
        parts.append(f"<Contents><Key>{escape(key)}</Key><LastModified>{stamp(at)}</LastModified>"
                     f"<ETag>{escape(tag)}</ETag><Size>{len(body)}</Size></Contents>")
    for folder in folders:
        parts.append(f"<CommonPrefixes><Prefix>{escape(folder)}</Prefix></CommonPrefixes>")
    parts.append("</ListBucketResult>")
    return "".join(parts).encode()


def failure(status, code):
    return status, {"Content-Type": "application/xml"}, f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()


def write(key, headers, body):
    old = objects.get(key)
    if headers.get("if-none-match") == "*" and old:
        return failure(412, "PreconditionFailed")
    if "if-match" in headers and (not old or headers["if-match"] != old[1]):
        return failure(412, "PreconditionFailed")
    tag = '"' + hashlib.md5(body + str(time.monotonic_ns()).encode()).hexdigest() + '"'
    objects[key] = (body, tag, time.time())
    if key.endswith(".batch") and len(body) > 61:
        add_last_record(key)
    return 200, {"ETag": tag}, b""


def read(key, headers):
    found = objects.get(key)
    if not found:
        return failure(404, "NoSuchKey")
    body, tag, at = found
    named = {"ETag": tag, "Last-Modified": formatdate(at, usegmt=True), "Content-Type": "application/octet-stream"}
    if "if-match" in headers and headers["if-match"] != tag:
        return failure(412, "PreconditionFailed")
    if headers.get("if-none-match") == tag:
        return 304, named, b""
    if headers.get("range", "").startswith("bytes="):
        first, last = headers["range"][6:].split("-")
        start = int(first) if first else max(0, len(body) - int(last))
        end = min(int(last) + 1 if first and last else len(body), len(body))
        named["Content-Range"] = f"bytes {start}-{end - 1}/{len(body)}"
        return 206, named, body[start:end]
    return 200, named, body


def answer(method, target, headers, body):
    parts = urlsplit(target)
    query = parse_qs(parts.query, keep_blank_values=True)
    key = unquote(parts.path).lstrip("/").partition("/")[2]
    if method == "GET" and not key:
        return 200, {"Content-Type": "application/xml"}, listing(query)
    if method == "PUT":
        source = headers.get("x-amz-copy-source")
        if not source:
            return write(key, headers, body)
        found = objects.get(unquote(source).lstrip("/").partition("/")[2])
        if not found:
            return failure(404, "NoSuchKey")
        status, named, text = write(key, headers, found[0])
        return status, named, text or f"<CopyObjectResult><ETag>{escape(objects[key][1])}</ETag></CopyObjectResult>".encode()
    if method in ("GET", "HEAD"):
        return read(key, headers)
    if method == "DELETE":
        objects.pop(key, None)
        return 204, {}, b""
    if method == "POST" and "delete" in query:
        text = body.decode()
        for part in text.split("<Key>")[1:]:
            objects.pop(part.split("</Key>")[0], None)
        return 200, {"Content-Type": "application/xml"}, b"<DeleteResult></DeleteResult>"
    return failure(501, "NotImplemented")


async def serve(reader, writer):
    try:
        while True:
            line = await reader.readline()
            if not line:
                break
            method, target, _ = line.decode().split(" ", 2)
            headers = {}
            while (line := await reader.readline()) not in (b"\r\n", b""):
                name, _, value = line.decode("latin-1").partition(":")
                headers[name.strip().lower()] = value.strip()
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            status, named, text = answer(method, target, headers, body)
            named.setdefault("Content-Length", str(len(text)))
            head = f"HTTP/1.1 {status} -\r\n" + "".join(f"{n}: {v}\r\n" for n, v in named.items()) + "\r\n"
            writer.write(head.encode() + (b"" if method == "HEAD" else text))
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def splice(reader, writer):
    try:
        while data := await reader.read(1 << 18):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


def deletion(request):
    """The answer to DeleteRecords 0 and 1: TOPIC_AUTHORIZATION_FAILED for every partition."""
    at = 8
    at += 2 + max(0, int.from_bytes(request[at:at + 2], "big", signed=True))
    count = int.from_bytes(request[at:at + 4], "big")
    out = request[4:8] + bytes(4) + request[at:at + 4]
    at += 4
    for _ in range(count):
        size = 2 + int.from_bytes(request[at:at + 2], "big")
        partitions = int.from_bytes(request[at + size:at + size + 4], "big")
        out += request[at:at + size + 4]
        at += size + 4
        for _ in range(partitions):
            out += request[at:at + 4] + (-1).to_bytes(8, "big", signed=True) + (29).to_bytes(2, "big")
            at += 12
    return len(out).to_bytes(4, "big") + out


async def requests(reader, back, writer):
    """Passes requests on, but for those that are answered here."""
    try:
        while True:
            size = await reader.readexactly(4)
            head = await reader.readexactly(4)
            left = int.from_bytes(size, "big") - 4
            if head[:2] == b"\0\x15":
                writer.write(deletion(head + await reader.readexactly(left)))
                await writer.drain()
                continue
            back.write(size + head)
            while left and (data := await reader.read(min(left, 1 << 18))):
                back.write(data)
                await back.drain()
                left -= len(data)
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        back.close()


async def front(reader, writer):
    try:
        back_reader, back_writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[3]))
    except OSError:
        writer.transport.abort()
        return
    try:
        size = await reader.readexactly(4)
        request = await reader.readexactly(int.from_bytes(size, "big"))
        if request[:2] == b"\0\x12" and request[2:4] >= b"\0\x03":
            answer = request[4:8] + b"\0\x23" + b"\0\0\0\x01" + b"\0\x12\0\0\0\0"
            writer.write(len(answer).to_bytes(4, "big") + answer)
        else:
            back_writer.write(size + request)
        await asyncio.gather(requests(reader, back_writer, writer), splice(back_reader, writer))
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()
        back_writer.close()


async def main():
    store = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), limit=1 << 20)
    passage = await asyncio.start_server(front, "127.0.0.1", int(sys.argv[2]), limit=1 << 20)
    async with store, passage:
        await asyncio.gather(store.serve_forever(), passage.serve_forever())


asyncio.run(main())
