"""pip install stomp.py; florin serve --broker stomp://localhost --intake stomp://localhost#payments

usage: activemq_client.py [URL] [ORDER]
"""

import json
import sys
import threading
import urllib.parse

import stomp

from payment import captured, payment_request

url = urllib.parse.urlparse(sys.argv[1] if len(sys.argv) > 1 else "stomp://admin:admin@localhost:61613")
order = sys.argv[2] if len(sys.argv) > 2 else "activemq-1"
seen = threading.Event()


class Listener(stomp.ConnectionListener):
    def on_error(self, frame):
        print(f"error: {frame.body}", file=sys.stderr)

    def on_message(self, frame):
        connection.ack(frame.headers["ack"])
        if captured(frame.body, order):
            seen.set()


connection = stomp.Connection12([(url.hostname, url.port)], auto_decode=False)
connection.set_listener("", Listener())
connection.connect(url.username, url.password, wait=True)

# A queue of our own behind the topic: it gathers events from now on, also while we are away.
connection.subscribe("/queue/Consumer.client.VirtualTopic.florin.events", id="1", ack="client-individual")

connection.send("/queue/payments", json.dumps(payment_request(order)), persistent="true")
print("sent")

if not seen.wait(60):
    sys.exit("no event within a minute")
connection.disconnect()
