"""pip install kafka-python; florin serve --broker kafka://localhost --intake kafka://localhost#payments

usage: kafka_client.py [HOST:PORT] [ORDER]
"""

import json
import sys

from kafka import KafkaConsumer, KafkaProducer

from payment import captured, payment_request

server = sys.argv[1] if len(sys.argv) > 1 else "localhost:9092"
order = sys.argv[2] if len(sys.argv) > 2 else "kafka-1"

producer = KafkaProducer(bootstrap_servers=server)
producer.send("payments", json.dumps(payment_request(order)).encode())
producer.flush()
print("sent")

consumer = KafkaConsumer(
    "florin.events", bootstrap_servers=server, auto_offset_reset="earliest", consumer_timeout_ms=60000)
if not any(captured(message.value, order) for message in consumer):
    sys.exit("no event within a minute")
consumer.close()
