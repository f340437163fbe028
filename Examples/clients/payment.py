"""What every client here sends, and how it knows the event that it waits for."""

import json
import uuid


def payment_request(order):
    """A payment request in the plain form; `event_id` makes it the same one when it is sent again."""
    return {
        "event_name": "payment_request",
        "event_id": str(uuid.uuid4()),
        "event_data": {
            "amount": 1050,
            "currency": "USD",
            "method": {"type": "wallet"},
            "payer": "wallet:alice",
            "payee": "merchant:acme",
            "order": order,
        },
    }


def captured(body, order):
    """Whether these bytes are the event that the payment of this order was captured."""
    event = json.loads(body)
    if event["type"] != "payment.captured" or event["data"].get("order") != order:
        return False
    print(f"event {event['id']}: {event['type']} {event['subject']}")
    return True
