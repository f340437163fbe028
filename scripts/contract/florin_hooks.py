"""What schemathesis does not know of Florin by itself: closed answers, lines of JSON, and which refusals a valid request may meet."""

import copy
import itertools
import json
import os
import re

import jsonschema
import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation

SPEC: dict = {}
VALIDATORS: dict = {}
COUNTER = itertools.count(1)
# What contract_test.py has made on the server.
THINGS: dict = json.loads(os.environ.get("FLORIN_CONTRACT_THINGS", "{}"))

# Which codes a request that keeps to the document may meet. Everything else (unknown_field, wrong_type, amount_too_large, …) means that
# document and server do not say the same.
COMMON = {"idempotency_key_reused"}
MONEY = {"account_not_found", "balance_out_of_range", "currency_mismatch", "insufficient_funds", "same_account", "text_invalid"}
ALLOWED = {
    "openAccount": COMMON | {"account_exists"},
    "makeTransfer": COMMON | MONEY,
    "requestPayment": COMMON | MONEY - {"insufficient_funds"},
    "postTransfer": COMMON | {"transfer_not_found", "transfer_not_pending", "transfer_expired", "post_exceeds_pending"},
    "voidTransfer": COMMON | {"transfer_not_found", "transfer_not_pending", "transfer_expired"},
    "confirmPayment": COMMON
    | {"payment_not_found", "payment_already_captured", "payment_cancelled", "payment_declined", "payment_expired"}
    | {"capture_exceeds_authorized"},
    "cancelPayment": COMMON
    | {"payment_not_found", "payment_already_captured", "payment_cancelled", "payment_declined", "payment_expired"},
    "refundPayment": COMMON
    | {"payment_not_found", "payment_not_captured", "payment_already_refunded", "refund_exceeds_captured"}
    | {"insufficient_funds", "balance_out_of_range"},
    "listAccounts": {"at_in_future", "cursor_invalid"},
    "readAccount": {"account_not_found", "at_in_future"},
    "listEntries": {"at_in_future", "account_not_found", "cursor_invalid"},
    "readTransfer": {"at_in_future", "transfer_not_found"},
    "listPayments": {"at_in_future", "cursor_invalid"},
    "readPayment": {"at_in_future", "payment_not_found"},
    "readPaymentHistory": {"at_in_future", "payment_not_found"},
    "readOrder": {"at_in_future", "order_not_found"},
    "listEvents": {"at_in_future"},
    "streamEvents": {"at_in_future"},
    # The document says of an event's data only that they are an object: what kind of one depends on the event's name.
    "receiveEvent": {"field_missing", "unknown_field", "duplicate_field", "wrong_type", "number_not_integer", "value_not_allowed"}
    | {"account_id_invalid", "amount_not_positive", "amount_too_large", "currency_unknown", "currency_wrong_case", "currency_withdrawn"}
    | {"currency_has_no_minor_unit", "expiry_out_of_range", "text_invalid", "idempotency_key_invalid", "payment_not_found", "transfer_not_found"},
    "readRequest": {"request_not_found"},
    "sendMessage": {"queue_reserved"},
    "consumeMessage": {"queue_reserved", "leases_exhausted"},
    "acknowledgeMessage": {"lease_lost"},
    "retryMessage": {"lease_lost"},
    "deadLetterMessage": {"lease_lost"},
    "readQueue": {"queue_not_found"},
    # Which ids there are no schema can say.
    "listDeadLetters": {"queue_not_found", "parameter_invalid"},
    "redriveQueue": {"queue_not_found", "value_not_allowed"},
    "purgeQueue": {"queue_not_found", "queue_reserved"},
}
# What ends a hold; no second request can.
ENDING = re.compile("/v1/(transfers|payments)/{id}/(post|void|confirm|cancel)$")
# The limits of texts are counted in bytes, those of JSON Schema in characters.
BYTES = {"order": 255, "reference": 255, "description": 1000}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Closes the objects of answers: clients must ignore fields that they do not know, but this server sends none that the document does not."""
    SPEC.update(copy.deepcopy(raw_schema))
    for schemas in (raw_schema["components"]["schemas"], SPEC["components"]["schemas"]):
        for schema in schemas.values():
            if schema.get("type") == "object" and "properties" in schema and "additionalProperties" not in schema:
                schema["additionalProperties"] = False
    inline_small_things(raw_schema)
    if os.environ.get("FLORIN_CONTRACT_KEYED"):
        # This server needs keys: then `ignored_auth` looks whether it really does.
        raw_schema["security"] = [{"bearer": []}]
    # schemathesis takes examples only as bytes where a strategy makes the bodies; contract_test.py checks these.
    for entry in raw_schema["paths"]["/v1/batch"]["post"]["requestBody"]["content"].values():
        entry.pop("examples", None)


def inline_small_things(document):
    """Puts strings and numbers in the places of their references.

    schemathesis 4.32 ends with "Pointer '/x-bundled/…' does not exist" when a dictionary is bound to a parameter whose schema is a reference.
    """
    schemas = document["components"]["schemas"]
    small = {f"#/components/schemas/{name}": schema for name, schema in schemas.items() if "$ref" not in json.dumps(schema) and schema.get("type") != "object"}

    def walk(node):
        if isinstance(node, dict):
            target = small.get(node.get("$ref"))
            if target is not None:
                node.clear()
                node.update(copy.deepcopy(target))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(document["paths"])
    walk(document["components"])


@schemathesis.hook
def before_call(context, case, kwargs):
    """Lets requests meet something, without making valid ones invalid or invalid ones valid.

    Left alone, nearly all of them name accounts that there are not, use one idempotency key again, or wait for a position that never comes: the
    server says so, and nothing behind that is tried. So valid values are replaced by valid values that exist, most of the time.
    """
    number = next(COUNTER)
    if isinstance(case.body, (dict, list)):
        # JSON Schema counts 10.0 as an integer and cannot say otherwise; Florin refuses it (`number_not_integer`).
        case.body = with_whole_numbers(case.body)
    if case.query and str(case.query.get("wait", "")).isdigit() and 1 < int(case.query["wait"]) <= 30:
        # Nobody sends while schemathesis waits.
        case.query["wait"] = "1"
    if number % 8 == 0 or not THINGS or case.meta is None:
        return
    if case.headers and not case.meta.is_negative_at(ParameterLocation.HEADER):
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = f"{THINGS['run']}-{number}"
        if "Prefer" in case.headers and number % 2:
            case.headers["Prefer"] = "respond-async"
        wanted = str(case.headers.get("Florin-Wait-For", 0))
        if wanted.isdigit() and int(wanted) > THINGS["position"] + 1_000_000:
            case.headers["Florin-Wait-For"] = str(int(wanted) % (THINGS["position"] + 1))
    if case.query and number % 4 and re.fullmatch("([0-9a-f]{2}){19,}", str(case.query.get("cursor", ""))):
        del case.query["cursor"]
    if case.query and is_queue(case.query.get("queue")):
        # A few queues, so that what is sent is also taken.
        case.query["queue"] = f"contract-{number % 3}"
    if isinstance(case.body, dict) and is_queue(case.body.get("queue")):
        case.body = {**case.body, "queue": f"contract-{number % 3}"}
    if isinstance(case.body, dict):
        case.body = with_things(case.body, case.operation.path, number)
    kind, action = ENDING.match(case.operation.path).groups() if ENDING.match(case.operation.path) else (None, None)
    if kind and number % 2 and THINGS["fresh"][kind] and case.meta.generation.mode.is_positive:
        case.path_parameters["id"] = THINGS["fresh"][kind].pop()
        if isinstance(case.body, dict) and action == "confirm":
            case.body.pop("amount", None)


def with_things(body, path, number):
    """A body with accounts that there are, their currency, and an amount that they have."""
    body = dict(body)
    wallet, other, merchant, rail = THINGS["accounts"][:4]
    for name, account in {"debit": rail, "credit": wallet, "payer": wallet, "payee": merchant}.items():
        if is_account(body.get(name)) and body[name] not in THINGS["accounts"]:
            body[name] = account
    if body.get("debit") == body.get("credit") == wallet or body.get("payer") == body.get("payee") == wallet:
        body["credit" if "credit" in body else "payee"] = other
    if path == "/v1/accounts" and is_account(body.get("id")) and number % 2:
        longer = body["id"] + f":{THINGS['run']}:{number}"
        body["id"] = longer if len(longer) <= 128 else body["id"]
    elif path != "/v1/accounts" and body.get("currency") in currencies():
        body["currency"] = "USD"
    amount = body.get("amount")
    if type(amount) is int and 1000 < amount <= 9_007_199_254_740_991 and number % 3:
        body["amount"] = amount % 1000 + 1
    return body


def is_queue(value):
    return isinstance(value, str) and re.fullmatch("[0-9A-Za-z][0-9A-Za-z._-]{0,119}", value) is not None


def is_account(value):
    return isinstance(value, str) and re.fullmatch("[0-9A-Za-z:._-]{1,128}", value) is not None


def currencies():
    return SPEC["components"]["schemas"]["Currency"]["enum"]


@schemathesis.hook
def after_call(context, case, response):
    """Notes what was tried, so that contract_test.py can see that it was worth something."""
    path = os.environ.get("FLORIN_CONTRACT_TALLY")
    if not path or case.meta is None or is_probe(case):
        return
    problem = problem_of(response)
    mode = "positive" if case.meta.generation.mode.is_positive else "negative"
    with open(path, "a") as file:
        file.write(f"{operation_id(case)} {mode} {response.status_code} {problem['code'] if problem else '-'}\n")


def with_whole_numbers(value):
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: with_whole_numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_whole_numbers(item) for item in value]
    return value


def validator(name):
    """A validator of one of the document's schemas."""
    if name not in VALIDATORS:
        schema = {"$ref": f"#/components/schemas/{name}", "components": SPEC["components"]}
        VALIDATORS[name] = jsonschema.Draft202012Validator(schema)
    return VALIDATORS[name]


def operation_id(case):
    return SPEC["paths"][case.operation.path][case.operation.method.lower()]["operationId"]


def problem_of(response):
    """The problem that a response is; nothing where it is none."""
    content_type = response.headers.get("content-type", [""])[0]
    return json.loads(response.content) if content_type == "application/problem+json" else None


def is_probe(case):
    """Requests that are no case of the operation at all: another method, another content type."""
    from schemathesis.specs.openapi.checks import is_unexpected_http_status_case

    return is_unexpected_http_status_case(case)


@schemathesis.check
def refusals_are_honest(ctx, response, case):
    """A valid request is refused for what it is about, never for its shape."""
    if case.meta is None or not case.meta.generation.mode.is_positive or is_probe(case) or response.status_code < 400:
        return
    problem = problem_of(response)
    code = problem["code"] if problem else None
    name = operation_id(case)
    assert code in ALLOWED.get(name, set()), f"{name} refused a valid request with {response.status_code} {code}: {problem}"
    if code == "text_invalid":
        assert is_too_long(case.body), f"{name} refused a text that is short enough: {problem}"


def is_too_long(body):
    """Whether a text has more bytes than it may."""
    if any(len(str(body.get(name, "")).encode()) > limit for name, limit in BYTES.items()):
        return True
    pairs = (body.get("metadata") or {}).items()
    return any(len(key.encode()) > 40 or len(value.encode()) > 500 for key, value in pairs)


@schemathesis.check
def problems_agree(ctx, response, case):
    """A problem says the status that the answer has, and its type names its code."""
    problem = problem_of(response)
    if problem is None:
        assert response.status_code < 400 or response.request.method == "HEAD" or case.operation.path == "/health/ready"
        return
    assert problem["status"] == response.status_code, problem
    assert problem["type"] == "urn:florin:problem:" + problem["code"], problem


@schemathesis.check
def lines_conform(ctx, response, case):
    """Each line of a batch's answer is a BatchResult, and there is one for each line that is not blank."""
    if case.operation.path != "/v1/batch" or response.status_code != 200:
        return
    sent = response.request.body or b""
    sent = sent.encode() if isinstance(sent, str) else sent
    numbers = [number for number, line in enumerate(sent.split(b"\n"), 1) if line.strip(b" \t\r\n")]
    lines = [json.loads(line) for line in response.content.decode().split("\n")[:-1]]
    assert [line["line"] for line in lines] == numbers, "the answers' lines are not those of the request"
    for line in lines:
        validator("BatchResult").validate(line)
        if "error" in line:
            assert line["error"]["status"] == line["status"], line


def batch_lines():
    """Bodies of batches: good lines, lines that the rules refuse, and lines that are no commands."""
    accounts = st.sampled_from(["wallet:contract:a", "wallet:contract:b", "merchant:contract:m", "rail:contract:bank", "wallet:nobody"])
    amounts = st.one_of(st.integers(1, 50), st.integers(-1, 2**53), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=3))
    keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
    words = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
    pays = st.sampled_from(["pay_00000000000000000000000000", "pay_x", ""])
    tras = st.sampled_from(["tra_1", "tra_999999999", "tra_0", "x"])

    def line(kind, **fields):
        optional = {"idempotency_key": keys}
        return st.fixed_dictionaries({"type": st.just(kind), **fields}, optional=optional)

    money = {"amount": amounts, "currency": st.sampled_from(["USD", "EUR", "usd", "DEM"])}
    method = st.just({"type": "wallet"})
    good = st.one_of(
        line("open_account", id=accounts, currency=st.sampled_from(["USD", "EUR"])),
        line("transfer", debit=accounts, credit=accounts, **money),
        line("transfer", debit=accounts, credit=accounts, reference=words, pending=st.booleans(), **money),
        line("payment", payer=accounts, payee=accounts, method=method, order=words, **money),
        line("payment", payer=accounts, payee=accounts, method=method, metadata=st.dictionaries(words, words, max_size=3), **money),
        line("confirm", payment=pays, amount=amounts),
        line("cancel", payment=pays),
        line("refund", payment=pays),
        line("post", transfer=tras, amount=amounts),
        line("void", transfer=tras),
    ).map(lambda value: json.dumps(value, ensure_ascii=False).encode())
    junk = st.one_of(st.binary(max_size=40).map(lambda data: data.replace(b"\n", b"")), st.just(b""), st.just(b"{}"), st.just(b" \t\r"))
    lines = st.lists(st.one_of(good, good, good, junk), max_size=12)
    return st.tuples(lines, st.booleans()).map(lambda both: b"\n".join(both[0]) + (b"\n" if both[1] else b""))


schemathesis.openapi.media_type("application/x-ndjson", batch_lines())
schemathesis.openapi.media_type("application/jsonl", batch_lines())
