import FoundationEssentials
import Messaging

extension ContractCase {
    /// What a message is when it arrives.
    static let messages: [ContractCase] = [
        ContractCase("every field of a message arrives as it was published") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                var messages = Scene.messages(4, keys: 2)
                messages[0].type = "payment.captured"
                messages[0].source = "/florin/ledger?a=b&c=%20"
                messages[0].subject = "Zahlung № 7 – 支払い 🙂"
                messages[0].key = "Schlüssel/7 🙂"
                messages[0].contentType = "application/json; charset=utf-8"
                messages[0].time = Date(timeIntervalSince1970: 1_795_262_401.234)
                messages[0].headers = [
                    "empty": "", "nul": "a\u{0}b", "lines": "a\r\nb\nc\rd", "colon": "a:b\\c\\n=;\"'", "space": "  a  ",
                    "unicode": "żółć 支払い 🙂 \u{feff}é e\u{301}", "0_name-with.all": "x",
                    "long": String(repeating: "0123456789", count: 200),
                ]
                messages[1].key = nil
                messages[1].source = ""
                messages[1].type = ""
                messages[2].id = String(repeating: "é", count: 100)
                messages[3].id = "id with spaces/\"quotes\" and 🙂"
                try await scene.broker.publish(messages, to: group.topic)
                let consumer = try await scene.broker.join(group, ConsumerSettings())
                let deliveries = try await consumer.take(4, .ack)
                for message in messages {
                    guard let came = deliveries.first(where: { $0.message.id == message.id }) else {
                        throw ContractViolation("\(group.topic.kind): nothing came with the id \(message.id)")
                    }
                    try expect(came.malformation == nil, "A delivery is malformed: \(came.malformation ?? "")")
                    try expect(came.attempt == 1, "The first attempt is \(came.attempt)")
                    try Judge.same(came.message, message, "\(group.topic.kind)")
                }
            }
        },
        ContractCase("bodies are any bytes, none, and a mebibyte") { scene in
            let group = try await scene.group()
            var messages = Scene.messages(4)
            messages[0].body = []
            messages[1].body = Array(0...255)
            messages[2].body = Array("\u{0}\r\n\r\n{}".utf8)
            messages[3].body = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
            try await scene.broker.publish(messages, to: group.topic)
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            let came = try await consumer.take(4, .ack)
            for message in messages {
                let body = came.first { $0.message.id == message.id }?.message.body
                try expect(
                    body == message.body,
                    "The body of \(message.body.count) bytes came as \(body.map { "\($0.count) other bytes" } ?? "nothing")"
                )
            }
        },
        ContractCase("a body beyond the driver's maximum is refused, and the next message arrives") { scene in
            let group = try await scene.group()
            var messages = Scene.messages(1)
            messages[0].body = [UInt8](repeating: 1, count: scene.guarantees.maximumBodyBytes + 1)
            try await Judge.fault(.tooLarge, "publishing a body that is too large") { () throws(MessagingFault) in
                try await scene.broker.publish(messages, to: group.topic)
            }
            try await scene.broker.publish(Scene.messages(1, from: 1), to: group.topic)
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            let one = try await consumer.takeOne()
            try expect(one.message.id == "none/1", "Something else came: \(one.message.id)")
        },
        ContractCase("a large array arrives complete and, for its key, in order") { scene in
            let group = try await scene.group()
            try await scene.broker.publish([], to: group.topic)
            let messages = Scene.messages(5000, keys: 1)
            try await scene.broker.publish(messages, to: group.topic)
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            let came = try await consumer.take(5000, within: Patience.standard, .ack)
            try Judge.equal(came.ids, messages.ids)
            try await consumer.takeNothing()
        },
        ContractCase("overlapping calls of publish lose nothing and each keeps its order") { scene in
            let group = try await scene.group()
            try await withThrowingTaskGroup { tasks in
                for key in 0..<16 {
                    tasks.addTask {
                        for piece in 0..<5 {
                            let messages = Scene.messages(20, keys: 1, from: piece * 20).map { message in
                                var message = message
                                message.key = "caller-\(key)"
                                message.id = "caller-\(key)/\(message.id.split(separator: "/")[1])"
                                return message
                            }
                            try await scene.broker.publish(messages, to: group.topic)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            let came = try await consumer.take(1600, within: Patience.standard, .ack)
            for key in 0..<16 {
                let ids = came.filter { $0.message.key == "caller-\(key)" }.ids
                try Judge.equal(ids, (0..<100).map { "caller-\(key)/\($0)" })
            }
            try await consumer.takeNothing()
        },
    ]
}
