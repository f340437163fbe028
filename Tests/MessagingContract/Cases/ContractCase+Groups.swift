import Messaging

extension ContractCase {
    /// Who gets a message.
    static let groups: [ContractCase] = [
        ContractCase("a topic or group that was not declared is unroutable") { scene in
            try await scene.broker.connect()
            let messages = Scene.messages(2)
            for kind in Topic.Kind.allCases {
                let topic = try scene.topic(kind)
                try await Judge.fault(.unroutable, "publishing to a \(kind) that nobody declared") {
                    () throws(MessagingFault) in
                    try await scene.broker.publish(messages, to: topic)
                }
                let group = try ConsumerGroup(topic.name, of: topic)
                try await Judge.fault(.unroutable, "joining a \(kind) that nobody declared") {
                    () throws(MessagingFault) in
                    _ = try await scene.broker.join(group, ConsumerSettings())
                }
                try await Judge.fault(.unroutable, "asking for the depth of a \(kind) that nobody declared") {
                    () throws(MessagingFault) in
                    _ = try await scene.broker.depth(of: group)
                }
            }
        },
        ContractCase("a topic without groups keeps its messages, or says that they are unroutable") { scene in
            let topic = try scene.topic()
            try await scene.broker.declare(topic)
            let messages = Scene.messages(3, keys: 1)
            guard scene.guarantees.keepsWithoutGroups else {
                return try await Judge.fault(.unroutable, "publishing to a topic without groups") {
                    () throws(MessagingFault) in
                    try await scene.broker.publish(messages, to: topic)
                }
            }
            try await scene.broker.publish(messages, to: topic)
            let group = try await scene.group(of: topic)
            guard scene.guarantees.starts.contains(.beginning) else { return }
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            try Judge.equal(try await consumer.take(3, .ack).ids, messages.ids)
        },
        ContractCase("a new group starts where it declared") { scene in
            let topic = try scene.topic()
            _ = try await scene.group(of: topic)
            let early = Scene.messages(5, keys: 1)
            let late = Scene.messages(5, keys: 1, from: 5)
            try await scene.broker.publish(early, to: topic)
            var groups: [GroupStart: ConsumerGroup] = [:]
            for start in GroupStart.allCases {
                let group = try ConsumerGroup(scene.name("group"), of: topic)
                if scene.guarantees.starts.contains(start) {
                    try await scene.broker.declare(group, startingAt: start)
                    // Declaring it again, also with another start, changes nothing.
                    try await scene.broker.declare(group, startingAt: scene.anyStart)
                    groups[start] = group
                } else {
                    try await Judge.fault(.unsupported, "a group that starts at the \(start)") {
                        () throws(MessagingFault) in
                        try await scene.broker.declare(group, startingAt: start)
                    }
                }
            }
            try await scene.broker.publish(late, to: topic)
            for (start, group) in groups {
                let wanted = (start == .beginning ? early : []) + late
                let consumer = try await scene.broker.join(group, ConsumerSettings())
                let came = try await consumer.take(wanted.count, .ack)
                try Judge.equal(came.ids, wanted.ids, "The deliveries of the group from the \(start)")
                try await consumer.takeNothing()
            }
        },
        ContractCase("every group gets every message once, members or not") { scene in
            let topic = try scene.topic()
            let groups = [
                try await scene.group(of: topic), try await scene.group(of: topic), try await scene.group(of: topic),
            ]
            let first = try await scene.broker.join(groups[0], ConsumerSettings())
            let messages = Scene.messages(60, keys: 6)
            try await scene.broker.publish(messages, to: topic)
            try Judge.once(try await first.take(60, .ack).ids, messages.ids)
            for group in groups.dropFirst() {
                let consumer = try await scene.broker.join(group, ConsumerSettings())
                try Judge.once(try await consumer.take(60, .ack).ids, messages.ids)
                try await consumer.takeNothing()
            }
            try await first.takeNothing()
        },
        ContractCase("groups of the same name in two topics are two groups") { scene in
            let name = scene.name("same")
            let groups = [try ConsumerGroup(name, of: scene.topic()), try ConsumerGroup(name, of: scene.topic())]
            for (index, group) in groups.enumerated() {
                try await scene.broker.declare(group, startingAt: scene.anyStart)
                try await scene.broker.publish(Scene.messages(1, from: index), to: group.topic)
            }
            for (index, group) in groups.enumerated() {
                let consumer = try await scene.broker.join(group, ConsumerSettings())
                try Judge.equal(try await consumer.take(1, .ack).ids, ["none/\(index)"])
                try await consumer.takeNothing()
            }
        },
        ContractCase("members compete: each message goes to one of them") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                var members: [any MessageConsumer] = []
                for _ in 0..<scene.members(3) {
                    members.append(try await scene.broker.join(group, ConsumerSettings(prefetch: 10)))
                }
                let messages = Scene.messages(300)
                try await scene.broker.publish(messages, to: group.topic)
                var came: [String] = []
                try await scene.eventually(
                    within: Patience.standard, "all of 300 messages come to members of a \(group.topic.kind)"
                ) {
                    for member in members {
                        let some = try await member.receive(atMost: 10, waiting: .milliseconds(50))
                        try await member.settle(some)
                        came += some.ids
                    }
                    return came.count >= 300
                }
                for member in members { try await member.takeNothing(for: .milliseconds(100)) }
                try Judge.once(came, messages.ids)
                try await scene.expectDone(group)
            }
        },
        ContractCase("names may be long, and have dots, dashes, underscores and capitals") { scene in
            let long = String((scene.name("T") + ".x_y-Z." + String(repeating: "n", count: 120)).prefix(120))
            let topic = try Topic(long)
            let group = try ConsumerGroup("G" + long.dropFirst(), of: topic)
            let queue = try ConsumerGroup(queue: "Q" + long.dropFirst())
            for group in [group, queue] {
                try await scene.broker.declare(group, startingAt: scene.anyStart)
                try await scene.broker.publish(Scene.messages(2, keys: 1), to: group.topic)
                let consumer = try await scene.broker.join(group, ConsumerSettings())
                try Judge.equal(try await consumer.take(2, .ack).ids, ["key-0/0", "key-0/1"])
                await consumer.leave()
                let known = try await scene.broker.groups()
                try expect(known.contains(group), "The \(group.topic.kind) with a long name is not among the groups")
            }
            let names = try await scene.broker.groups().map(\.name)
            try expect(names == names.sorted(), "The groups are not in the order of their names")
        },
    ]
}
