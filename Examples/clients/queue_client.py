"""pip install requests; florin serve

A queue over HTTP: one program sends, another takes, and says that it is done.

usage: queue_client.py [URL] [ORDER]
"""

import sys

import requests

url = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080"
order = sys.argv[2] if len(sys.argv) > 2 else "queue-1"

answer = requests.post(f"{url}/message", json={"queue": "mails", "message": {"to": "alice", "about": order}})
answer.raise_for_status()
print(answer.json()["message"])

while True:
    answer = requests.get(f"{url}/consume", params={"queue": "mails", "wait": 10})
    if answer.status_code == 204:
        sys.exit("no message within ten seconds")
    delivery = answer.json()
    requests.post(f"{url}/consume/{delivery['receipt']}/ack").raise_for_status()
    print(f"took {delivery['message']}")
    if delivery["message"]["about"] == order:
        break
