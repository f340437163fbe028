"""pip install requests; florin serve

For systems that have no client of a message engine.

usage: http_client.py [URL] [ORDER]
"""

import sys

import requests

from payment import captured, payment_request

url = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080"
order = sys.argv[2] if len(sys.argv) > 2 else "http-1"

answer = requests.post(f"{url}/event", json=payment_request(order))
answer.raise_for_status()
print(answer.json()["message"])

with requests.get(f"{url}/v1/events/stream?after=0", stream=True, timeout=60) as stream:
    for line in stream.iter_lines():
        if line.startswith(b"data: ") and captured(line[6:], order):
            break
