"""pip install pika; florin serve --broker amqp://localhost --intake amqp://localhost#payments

usage: rabbitmq_client.py [URL] [ORDER]
"""

import json
import sys

import pika

from payment import captured, payment_request

url = sys.argv[1] if len(sys.argv) > 1 else "amqp://guest:guest@localhost:5672/%2F"
order = sys.argv[2] if len(sys.argv) > 2 else "rabbitmq-1"

connection = pika.BlockingConnection(pika.URLParameters(url))
channel = connection.channel()

# A queue of our own, bound to everything that Florin publishes.
queue = channel.queue_declare(queue="", exclusive=True).method.queue
channel.queue_bind(exchange="florin.events", queue=queue, routing_key="#")

channel.basic_publish(exchange="", routing_key="payments", body=json.dumps(payment_request(order)))
print("sent")

for method, properties, body in channel.consume(queue, inactivity_timeout=60):
    if method is None:
        sys.exit("no event within a minute")
    channel.basic_ack(method.delivery_tag)
    if captured(body, order):
        break
connection.close()
