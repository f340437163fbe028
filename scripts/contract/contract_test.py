#!/usr/bin/env python3
"""Does a running Florin answer as openapi.yaml and asyncapi.yaml say?

    contract_test.py URL [--tools FOLDER] [--documents FOLDER] [--token TOKEN] [--seconds 60] [--examples 25] [--seed N]

In order: the documents are valid, their examples fit their schemas, the document that the server gives is this one, paging and the live stream
work on things that are made first, and schemathesis finds nothing. The seed is printed first: give it again to see the same again.

Tools (schemathesis, openapi-spec-validator and a Python that has jsonschema and PyYAML) are looked for in `--tools`, FLORIN_TOOLS and PATH.
Exit code: 0 all is well, 1 something was found, 2 the test itself could not run.
"""

import argparse
import collections
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8080")
    parser.add_argument("--tools", default=os.environ.get("FLORIN_TOOLS", ""))
    parser.add_argument("--documents", default=str(HERE), help="the folder of openapi.yaml and asyncapi.yaml")
    parser.add_argument("--token", default=os.environ.get("FLORIN_TOKEN", ""), help="a key with all scopes; then requests without it must be 401")
    parser.add_argument("--seconds", type=int, default=60, help="how long schemathesis may take")
    parser.add_argument("--examples", type=int, default=25, help="how many cases it makes of each operation")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", default="", help="a regular expression of paths, for looking at something closely")
    parser.add_argument("--not-served", action="store_true", help="do not compare the documents with those that the server gives")
    parser.add_argument("--list", action="store_true", help="only print the (method, path) pairs of openapi.yaml")
    return parser.parse_args()


def tool(name, folder):
    found = shutil.which(name, path=folder) if folder else None
    found = found or shutil.which(name)
    if not found:
        print(f"{name} is neither in the folder of the tools nor in PATH", file=sys.stderr)
        sys.exit(2)
    return found


OPTIONS = arguments()
try:
    import jsonschema
    import yaml
except ImportError:
    if os.environ.get("FLORIN_CONTRACT_REENTERED"):
        raise
    python = tool("python", OPTIONS.tools)
    os.execve(python, [python, *sys.argv], {**os.environ, "FLORIN_CONTRACT_REENTERED": "1"})


class Failed(Exception):
    """The server, or a document, is not as it should be."""


def demand(condition, words):
    if not condition:
        raise Failed(words)


# ── The documents ────────────────────────────────────────────────────────────────────────────────────────────────────


def operations(document):
    """The (method, path) pairs of an OpenAPI document."""
    methods = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
    return [(method.upper(), path) for path, item in document["paths"].items() for method in item if method in methods]


class Schemas:
    """Validators of the schemas of a document, with what they refer to."""

    def __init__(self, document):
        self.document = document

    def check(self, schema, value, where):
        whole = {"allOf": [schema], "components": self.document.get("components", {})}
        errors = list(jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).iter_errors(value))
        demand(not errors, f"{where}: {errors[0].message} at {list(errors[0].absolute_path)}" if errors else "")

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.document
            for key in node["$ref"][2:].split("/"):
                target = target[key.replace("~1", "/").replace("~0", "~")]
            node = target
        return node


def check_examples(document):
    """Every example of openapi.yaml fits its schema; those of lines fit line by line."""
    schemas = Schemas(document)
    count = 0

    def media(content, where):
        nonlocal count
        for kind, entry in content.items():
            values = {name: schemas.resolve(example)["value"] for name, example in entry.get("examples", {}).items()}
            if "example" in entry:
                values["example"] = entry["example"]
            for name, value in values.items():
                count += 1
                if "x-item-schema" in entry:
                    for line in value.splitlines():
                        schemas.check(entry["x-item-schema"], json.loads(line), f"{where} {kind} {name}")
                else:
                    schemas.check(entry["schema"], value, f"{where} {kind} {name}")

    for path, item in document["paths"].items():
        for method, operation in item.items():
            where = f"{method.upper()} {path}"
            for parameter in operation.get("parameters", []):
                parameter = schemas.resolve(parameter)
                examples = [schemas.resolve(example)["value"] for example in parameter.get("examples", {}).values()]
                for value in examples + ([parameter["example"]] if "example" in parameter else []):
                    count += 1
                    schemas.check(parameter["schema"], value, f"{where} {parameter['name']}")
            media(schemas.resolve(operation.get("requestBody", {})).get("content", {}), where)
            for status, response in operation["responses"].items():
                response = schemas.resolve(response)
                media(response.get("content", {}), f"{where} {status}")
                for name, header in response.get("headers", {}).items():
                    header = schemas.resolve(header)
                    if "example" in header:
                        schemas.check(header["schema"], header["example"], f"{where} {status} {name}")
    return count


def check_async(document, openapi):
    """asyncapi.yaml: one message for each event type, their examples fit, and both documents know the same types."""
    demand(document["asyncapi"] == "3.0.0", "asyncapi.yaml is not AsyncAPI 3.0.0")
    schemas = Schemas(document)
    types = set()
    for name, message in document["components"]["messages"].items():
        message = schemas.resolve(message)
        # What is no event: the end of the stream, and what goes the other way.
        is_event = message["name"] not in ("end", "command")
        if is_event:
            types.add(message["name"])
        demand(message.get("examples"), f"the message {name} has no example")
        for example in message["examples"]:
            schemas.check(message["payload"], example["payload"], f"message {name}")
            if is_event:
                Schemas(openapi).check({"$ref": "#/components/schemas/Event"}, example["payload"], f"message {name} in openapi.yaml")
    known = set(openapi["components"]["schemas"]["EventType"]["enum"])
    demand(types == known, f"asyncapi.yaml has the types {sorted(types)}, openapi.yaml {sorted(known)}")
    for operation in document["operations"].values():
        for reference in [operation["channel"], *operation["messages"]]:
            schemas.resolve(reference)
    for channel in document["channels"].values():
        for reference in channel["messages"].values():
            schemas.resolve(reference)
    return types


# ── The server ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def position(self):
        return int(self.headers["Florin-Position"])


class Server:
    def __init__(self, url, token):
        self.url, self.token = url.rstrip("/"), token

    def send(self, method, path, body=None, headers=None, token=None):
        headers = dict(headers or {})
        token = self.token if token is None else token
        if token:
            headers["Authorization"] = "Bearer " + token
        data = None
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.url + path, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                return Answer(response.status, response.headers, response.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def command(self, path, key, body):
        answer = self.send("POST", path, body, {"Idempotency-Key": key})
        demand(answer.status in (200, 201), f"POST {path} {body}: {answer.status} {answer.body.decode()}")
        return answer

    def get(self, path, wait_for=None):
        answer = self.send("GET", path, headers={"Florin-Wait-For": str(wait_for)} if wait_for is not None else {})
        demand(answer.status == 200, f"GET {path}: {answer.status} {answer.body.decode(errors='replace')}")
        return answer


def wait_until_ready(server):
    for _ in range(200):
        try:
            if server.send("GET", "/health/ready").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.05)
    print(f"{server.url} is not ready after ten seconds", file=sys.stderr)
    sys.exit(2)


class Things:
    """What is made first, so that requests meet something: some of everything, in every state."""

    def __init__(self, server, run):
        self.run = run
        self.accounts = ["wallet:contract:a", "wallet:contract:b", "merchant:contract:m", "rail:contract:bank"]
        self.payments, self.transfers = [], []
        self.orders = [f"{run} plain", f"{run}/slash & %20 ü 🧾"]
        key = (f"{run}-{number}" for number in range(10_000))
        for account in self.accounts:
            server.send("POST", "/v1/accounts", {"id": account, "currency": "USD", "allows_overdraft": account.startswith("rail:")})
        wallet, other, merchant, rail = self.accounts
        self.own = [f"wallet:{run}", f"wallet:{run}.b", f"wallet:{run}.c"]
        for account in self.own:
            opened = server.send("POST", "/v1/accounts", {"id": account, "currency": "EUR"})
            demand(opened.status == 201, f"POST /v1/accounts: {opened.status} {opened.body.decode()}")
        self.accounts.append(self.own[0])

        def transfer(**fields):
            body = {"debit": rail, "credit": wallet, "amount": 10_000, "currency": "USD", **fields}
            self.transfers.append(server.command("/v1/transfers", next(key), body).json["id"])
            return self.transfers[-1]

        def pay(**fields):
            body = {"amount": 100, "currency": "USD", "method": {"type": "wallet"}, "payer": wallet, "payee": merchant, **fields}
            self.payments.append(server.command("/v1/payments", next(key), body).json["id"])
            return self.payments[-1]

        transfer(reference="top-up “1”")
        transfer(credit=other)
        transfer(pending=True)
        for action, fields in [("post", {"amount": 10}), ("void", {})]:
            name = transfer(pending=True, expires_in_seconds=3600)
            server.command(f"/v1/transfers/{name}/{action}", next(key), fields)
        for order in self.orders:
            for _ in range(3):
                pay(order=order, description="words", metadata={"a": "1", "ü": "\n"})
        pay(amount=9_007_199_254_740_991)
        for steps in [[], [("confirm", 40)], [("confirm", None)], [("cancel", None)], [("confirm", 40), ("refunds", 15)], [("confirm", 40), ("cancel", None), ("refunds", None)]]:
            name = pay(capture="manual", expires_in_seconds=86_400)
            for action, amount in steps:
                server.command(f"/v1/payments/{name}/{action}", next(key), {"amount": amount} if amount else {})
        for _ in range(30):
            pay(capture="manual")
            transfer(pending=True)
        # These nobody meets by chance: each is for one request that ends it.
        self.fresh = {"transfers": [transfer(pending=True) for _ in range(20)], "payments": [pay(capture="manual") for _ in range(20)]}
        del self.transfers[-20:], self.payments[-20:]
        last = pay(payer=other)
        self.position = server.get(f"/v1/payments/{last}").position


def pages(server, path, name, wait_for):
    """All things of a list, two at a time."""
    things, cursor = [], None
    while True:
        query = "limit=2" + (f"&cursor={cursor}" if cursor else "")
        page = server.get(f"{path}{'&' if '?' in path else '?'}{query}", wait_for).json
        things += page[name]
        cursor = page["next"]
        if cursor is None:
            return things
        demand(len(things) < 100_000, f"{path} never ends")


def check_reads(server, things, schemas):
    """Lists, histories, orders and events agree with one another about the things that were made."""
    at = things.position
    order = things.orders[1]
    listed = pages(server, "/v1/payments?order=" + urllib.parse.quote(order, safe=""), "payments", at)
    demand(len(listed) == 3 and len({payment["id"] for payment in listed}) == 3, f"the order has {len(listed)} payments in its list")
    found = server.get("/v1/orders/" + urllib.parse.quote(order, safe=""), at).json
    demand(found["payments"] == listed and found["reference"] == order and found["status"] == "paid", f"the order is {found}")
    for payment in things.payments:
        history = server.get(f"/v1/payments/{payment}/history", at).json
        demand(history["payment"] == server.get(f"/v1/payments/{payment}").json, f"the history has another payment {payment}")
        demand(all(event["subject"] == payment for event in history["events"]), f"the history of {payment} has events of others")
    for transfer in things.transfers:
        demand(server.get(f"/v1/transfers/{transfer}", at).json["id"] == transfer, f"{transfer} is another one")
    wallet = things.accounts[0]
    account = server.get(f"/v1/accounts/{wallet}").json
    entries = pages(server, f"/v1/accounts/{wallet}/entries", "entries", at)
    demand(entries[0]["balance"] == account["balance"], "the newest entry has another balance than the account")
    for entry in entries[:: max(1, len(entries) // 20)]:
        then = server.get(f"/v1/accounts/{wallet}?at={entry['position']}").json
        demand(then["balance"] == entry["balance"], f"the balance at {entry['position']} is {then['balance']}, not {entry['balance']}")
    names = [account["id"] for account in pages(server, f"/v1/accounts?prefix={things.own[0]}", "accounts", at)]
    demand(names == things.own, f"the accounts are {names}")

    events, after = [], 0
    while True:
        page = server.get(f"/v1/events?after={after}&limit=1000", at)
        events += page.json
        if int(page.headers["Florin-Next-After"]) <= after:
            break
        after = int(page.headers["Florin-Next-After"])
    ids = [int(event["id"]) for event in events]
    demand(ids == list(range(1, len(ids) + 1)) and len(ids) >= at, "the events have gaps or repeats")
    for event in events:
        schemas.check({"$ref": "#/components/schemas/Event"}, event, f"event {event['id']}")
    of_one = server.get(f"/v1/events?key={things.payments[-1]}", at).json
    demand(of_one == [event for event in events if event["subject"] == things.payments[-1]], "the events of one payment are others")
    kind = "payment.refunded,payment.cancelled"
    some = server.get(f"/v1/events?type={kind}&limit=1000", at).json
    demand([event["id"] for event in some] == [event["id"] for event in events if event["type"] in kind.split(",")][: len(some)], "the filter by type is wrong")
    demand(some, "the filter by type finds nothing")
    return events


def check_stream(server, events):
    """The stream gives the same events as the list, and goes on behind `Last-Event-ID`."""
    request = urllib.request.Request(server.url + "/v1/events/stream?after=0", headers={"Last-Event-ID": "2"})
    if server.token:
        request.add_header("Authorization", "Bearer " + server.token)
    with urllib.request.urlopen(request, timeout=10) as stream:
        demand(stream.headers["Content-Type"] == "text/event-stream", "the stream is of another content type")
        demand(stream.readline() == b"retry: 1000\n" and stream.readline() == b"\n", "the stream begins otherwise")
        for event in events[2:12]:
            lines = [stream.readline().decode() for _ in range(4)]
            demand(lines[0] == f"id: {event['id']}\n" and lines[1] == f"event: {event['type']}\n" and lines[3] == "\n", f"not event {event['id']}: {lines}")
            demand(json.loads(lines[2].removeprefix("data: ")) == event, f"the stream has another event {event['id']}")


def check_conforms(document, method, path, answer):
    """An answer is one that the document has for its status: content type, header fields and body."""
    schemas = Schemas(document)
    where = f"{method} {path} {answer.status}"
    responses = document["paths"][path][method.lower()]["responses"]
    demand(str(answer.status) in responses, f"{where} is not in the document: {answer.body[:200]}")
    response = schemas.resolve(responses[str(answer.status)])
    kind = answer.headers["Content-Type"].split(";")[0]
    demand(kind in response["content"], f"{where} is {kind}")
    if kind.endswith("json"):
        schemas.check(response["content"][kind]["schema"], answer.json, where)
    for name, header in response.get("headers", {}).items():
        header, value = schemas.resolve(header), answer.headers[name]
        demand(value is not None or not header.get("required"), f"{where} has no {name}")
        if value is not None:
            number = schemas.resolve(header["schema"]).get("type") == "integer"
            schemas.check(header["schema"], int(value) if number else value, f"{where} {name}")


def check_protocol(server, things, document):
    """What no case of schemathesis asks for: repeats, HEAD, other methods, and requests that are refused before they are whole."""
    fresh = f"wallet:{things.run}:again"
    wallet, _, merchant, rail = things.accounts[:4]
    account = {"id": fresh, "currency": "USD"}
    transfer = {"debit": rail, "credit": fresh, "amount": 7, "currency": "USD", "reference": "“7”"}
    payment = {"amount": 3, "currency": "USD", "method": {"type": "wallet"}, "payer": fresh, "payee": merchant, "capture": "manual"}
    first = []
    for name, body in [("accounts", account), ("transfers", transfer), ("payments", payment)]:
        first.append((name, body, server.command(f"/v1/{name}", f"{things.run}-again-{name}", body)))
    server.command(f"/v1/payments/{first[2][2].json['id']}/confirm", f"{things.run}-again-confirm", {})
    for name, body, answer in first:
        again = server.send("POST", f"/v1/{name}", body, {"Idempotency-Key": f'"{things.run}-again-{name}"'})
        check_conforms(document, "POST", f"/v1/{name}", again)
        demand(again.status == 201 and again.headers["Idempotent-Replayed"] == "true", f"POST /v1/{name} again is no repeat")
        demand(again.body == answer.body, f"POST /v1/{name} again is {again.body.decode()}, not {answer.body.decode()}")
        other = server.send("POST", f"/v1/{name}", {**body, "currency": "EUR"}, {"Idempotency-Key": f"{things.run}-again-{name}"})
        demand(other.status == 422 and other.json["code"] == "idempotency_key_reused", f"POST /v1/{name} takes a key for another command")
    whole = server.send("POST", "/v1/payments", json.dumps({**payment, "amount": 3.0}).encode(), {"Idempotency-Key": f"{things.run}-float"})
    demand(whole.status == 400 and whole.json["code"] == "number_not_integer", "3.0 is taken for an amount")

    for method, path in operations(document):
        target = path.replace("{id}", things.transfers[0] if "transfers" in path else things.payments[0] if "payments" in path else wallet)
        answer = server.send("PUT", target)
        check_conforms(document, method, path, answer)
        allowed = {method.upper() for method in document["paths"][path]}
        demand(answer.status == 405 and set(answer.headers["Allow"].split(", ")) - {"HEAD"} == allowed, f"PUT {path}: {answer.status} {answer.headers['Allow']}")
        if method == "GET" and path not in ("/v1/events/stream", "/v1/orders/{id}", "/consume"):
            head, get = server.send("HEAD", target), server.send("GET", target)
            demand(head.status == get.status and not head.body, f"HEAD {path} is {head.status}, GET {get.status}")
            demand(head.headers["Content-Type"] == get.headers["Content-Type"], f"HEAD {path} has another content type")
    demand(server.send("GET", "/v1/nothing").status == 404, "GET /v1/nothing is found")

    key = {"Idempotency-Key": f"{things.run}-refused"}
    lines = {"Content-Type": "application/jsonl"}
    for method, path, body, headers, status, code in [
        ("POST", "/v1/payments", b"{}", {**key, "Content-Type": "text/plain"}, 415, "content_type_unsupported"),
        ("POST", "/v1/batch", b"{}", {"Content-Type": "application/json"}, 415, "content_type_unsupported"),
        ("POST", "/v1/batch", b"{}\n" * 10_001, lines, 413, "too_many_lines"),
        ("POST", "/v1/batch", b"x" * ((1 << 20) + 1), lines, 413, "body_too_large"),
        ("POST", "/v1/payments", b"x" * ((1 << 20) + 1), key, 413, "body_too_large"),
        ("GET", "/v1/payments", b"x" * ((1 << 20) + 1), {}, 413, "body_too_large"),
        ("GET", "/v1/payments", None, {"X-Long": "x" * 20_000}, 431, "headers_too_large"),
        ("GET", "/health/live", None, {f"X-{number}": "x" for number in range(101)}, 431, "headers_too_large"),
    ]:  # fmt: skip
        answer = server.send(method, path, body, headers)
        check_conforms(document, method, path, answer)
        demand((answer.status, answer.json["code"]) == (status, code), f"{method} {path}: {answer.status} {answer.json['code']}, not {status} {code}")
    late = server.send("GET", f"/v1/payments/{things.payments[0]}", headers={"Florin-Wait-For": str((1 << 63) - 1)})
    check_conforms(document, "GET", "/v1/payments/{id}", late)
    demand(late.status == 400 and late.json["code"] == "at_in_future", f"a position that has not come is {late.status} {late.json['code']}")


def check_access(server, document):
    """Whoever needs a key is told so, with the documented problem."""
    schemas = Schemas(document)
    for method, path in operations(document):
        operation = document["paths"][path][method.lower()]
        target = path.replace("{id}", "tra_1" if "transfers" in path else "pay_00000000000000000000000000")
        for token in ["", "florin_00000000_" + "0" * 58]:
            answer = server.send(method, target, {} if method == "POST" else None, token=token) if token else server.send(method, target, token="")
            if operation.get("security") == []:
                demand(answer.status < 500, f"{method} {path} needs no key and is {answer.status}")
                continue
            demand(answer.status == 401, f"{method} {path} is {answer.status} without a key that counts")
            demand(answer.headers["WWW-Authenticate"] == 'Bearer realm="florin"', f"{method} {path} 401 does not say how to show a key")
            schema = schemas.resolve(operation["responses"]["401"])["content"]["application/problem+json"]["schema"]
            schemas.check(schema, answer.json, f"{method} {path} 401")
            demand(answer.json["code"] == ("key_invalid" if token else "key_missing"), f"{method} {path} 401 {answer.json['code']}")


# ── schemathesis ─────────────────────────────────────────────────────────────────────────────────────────────────────


def dictionaries(server, things, events, seed):
    source = random.Random(seed)
    cursors = []
    for path in ["/v1/payments?limit=1", "/v1/accounts?limit=1"]:
        cursors.append(server.get(path, things.position).json["next"])
    time_of_one = events[len(events) // 2]["time"]
    return {
        "accounts": things.accounts,
        "currencies": ["USD"],
        "keys": [f"{source.getrandbits(96):024x}" for _ in range(5000)],
        "moments": [1, 5, things.position, time_of_one, "2026-11-21T12:00:00Z"],
        "orders": things.orders,
        "payments": things.payments,
        "positions": [0, 1, 2, things.position // 2, things.position],
        "subjects": [*things.payments[:3], *things.transfers[:3], *things.accounts[:2]],
        "transfers": things.transfers,
    }


def run_schemathesis(server, folder, things, words, seed):
    text = "".join(f"[dictionaries.{name}]\nvalues = {json.dumps(values, ensure_ascii=False)}\n\n" for name, values in words.items())
    settings = (HERE / "schemathesis.toml").read_text()
    head, rest = settings.split("[generation]", 1)
    (folder / "schemathesis.toml").write_text(head.replace("florin_hooks.py", str(HERE / "florin_hooks.py")) + text + "[generation]" + rest)
    tally = folder / "tally"
    made = {"run": things.run, "position": things.position, "accounts": things.accounts, "fresh": things.fresh}
    environment = {**os.environ, "FLORIN_CONTRACT_TALLY": str(tally), "FLORIN_CONTRACT_THINGS": json.dumps(made)}
    command = [
        tool("schemathesis", OPTIONS.tools), "--config-file", str(folder / "schemathesis.toml"), "run", str(Path(OPTIONS.documents) / "openapi.yaml"),
        "--url", server.url, "--checks", "all", "--seed", str(seed), "--max-examples", str(OPTIONS.examples), "--max-time", str(OPTIONS.seconds),
        "--no-color", "--workers", "1",
    ]  # fmt: skip
    if server.token:
        environment["FLORIN_CONTRACT_KEYED"] = "1"
        command += ["--header", "Authorization: Bearer " + server.token]
    if OPTIONS.only:
        command += ["--include-path-regex", OPTIONS.only]
    code = subprocess.run(command, cwd=folder, check=False, env=environment).returncode
    return code, [line.split() for line in tally.read_text().splitlines()] if tally.exists() else []


def show(tally, document):
    """What was tried of each operation, and the operations of which no request was done: a test of those would say nothing."""
    idle = []
    print("what was tried: answers 2xx of valid and invalid requests, and refusals")
    for method, path in operations(document):
        name = document["paths"][path][method.lower()]["operationId"]
        counts = collections.Counter((mode, status if status[0] == "2" else code) for operation, mode, status, code in tally if operation == name)
        # These need a receipt or a name that was given a moment ago, which chance may not bring.
        is_chance = name in ("acknowledgeMessage", "retryMessage", "deadLetterMessage", "readRequest")
        if not is_chance and not any(mode == "positive" and words[0] == "2" for mode, words in counts):
            idle.append(name)
        words = ", ".join(f"{mode[0]}:{what} {count}" for (mode, what), count in sorted(counts.items(), key=lambda item: (item[0][0] != "positive", -item[1])))
        print(f"  {name}: {words}")
    return idle


def main():
    documents = Path(OPTIONS.documents)
    openapi = yaml.safe_load((documents / "openapi.yaml").read_text())
    if OPTIONS.list:
        for method, path in operations(openapi):
            print(method, path)
        return 0
    seed = OPTIONS.seed if OPTIONS.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    if subprocess.run([tool("openapi-spec-validator", OPTIONS.tools), str(documents / "openapi.yaml")], check=False).returncode != 0:
        return 1
    failures = []

    def stage(words, body):
        """Does a part; one that fails does not keep the others from being done."""
        try:
            result = body()
            print(f"ok: {words}", flush=True)
            return result
        except Failed as failure:
            print(f"FAILED: {words}: {failure}", flush=True)
            failures.append(words)

    def served():
        for name in ["openapi.yaml", "asyncapi.yaml"]:
            demand(server.get("/" + name).body == (documents / name).read_bytes(), f"the server gives another {name}")

    server = Server(OPTIONS.url, OPTIONS.token)
    asyncapi = yaml.safe_load((documents / "asyncapi.yaml").read_text())
    stage("the examples of openapi.yaml fit their schemas", lambda: check_examples(openapi))
    stage("asyncapi.yaml has a message for each type, and their examples fit", lambda: check_async(asyncapi, openapi))
    wait_until_ready(server)
    if not OPTIONS.not_served:
        stage("the server gives these documents", served)
    things = stage("accounts, transfers and payments are made", lambda: Things(server, f"run{seed}-{time.time_ns()}"))
    if things is None:
        return 1
    events = stage("lists, histories, orders and events agree", lambda: check_reads(server, things, Schemas(openapi)))
    if events is None:
        return 1
    stage("the stream gives the same events", lambda: check_stream(server, events))
    stage("repeats, methods and refusals are as documented", lambda: check_protocol(server, things, openapi))
    if OPTIONS.token:
        stage("requests without a key that counts are 401", lambda: check_access(server, openapi))
    words = dictionaries(server, things, events, seed)
    with tempfile.TemporaryDirectory(prefix="florin-contract-") as folder:
        code, tally = run_schemathesis(server, Path(folder), things, words, seed)
    idle = show(tally, openapi)
    if code != 0:
        failures.append("schemathesis")
    if idle and not OPTIONS.only:
        failures.append(f"no valid request was done of {', '.join(idle)}")
    print(f"seed {seed}: " + ("FAILED: " + "; ".join(failures) if failures else "all is well"))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
