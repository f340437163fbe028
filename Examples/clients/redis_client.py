"""pip install redis; florin serve --broker redis://localhost --intake redis://localhost#payments

usage: redis_client.py [URL] [ORDER]
"""

import json
import sys

import redis

from payment import captured, payment_request

url = sys.argv[1] if len(sys.argv) > 1 else "redis://localhost:6379/0"
order = sys.argv[2] if len(sys.argv) > 2 else "redis-1"

r = redis.Redis.from_url(url)

# A plain list: Florin takes the payment from its left end.
r.rpush("payments", json.dumps(payment_request(order)))
print("sent")

# The events lie in eight streams; those of one payment are in one of them.
streams = {f"florin.events:{number}": "0" for number in range(8)}
found = False
while not found:
    answer = r.xread(streams, block=60000, count=100)
    if not answer:
        sys.exit("no event within a minute")
    for stream, entries in answer:
        for entry, fields in entries:
            streams[stream.decode()] = entry
            found = found or captured(fields[b"body"], order)
