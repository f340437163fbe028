import BlockingIO
import Messaging

extension ContractCase {
    /// Connections that break.
    static let connections: [ContractCase] = [
        ContractCase(
            "an engine that refuses connections is unavailable, and is found when it no longer does", .ownServer
        ) {
            scene in
            let (proxy, _) = try await scene.startBehindProxy()
            proxy.refuse(true)
            try await Task.sleep(for: .milliseconds(100))
            let broker = try scene.open(["timeout": "2s"], port: proxy.port)
            let fault = try await scene.call(within: .seconds(2), "Connecting to nobody") { () throws(MessagingFault) in
                try await broker.connect()
            }
            try expect(fault != nil, "Connecting to nobody succeeded")
            proxy.refuse(false)
            try await scene.eventually("it connects") {
                try await scene.call(within: .seconds(2), "Connecting") { () throws(MessagingFault) in
                    try await broker.connect()
                } == nil
            }
        },
        ContractCase(
            "a connection cut in the middle of what is published loses nothing and keeps the order", .ownServer
        ) {
            scene in
            let (proxy, broker) = try await scene.startBehindProxy()
            let group = try await scene.group()
            var published: [Message] = []
            try await broker.publish(Scene.messages(5, keys: 5), to: group.topic)
            published += Scene.messages(5, keys: 5)
            let places = [1, 9, 100, 1000, 2500, 4000, 6000]
            for direction in ByteProxy.Direction.allCases {
                for (index, place) in places.enumerated() {
                    // Answers are short.
                    proxy.cut(after: direction == .toEngine ? place : index + 1, direction)
                    let messages = Scene.messages(50, keys: 5, from: published.count / 5, size: 300)
                    try await scene.publishStubbornly(messages, to: group.topic, through: broker)
                    published += messages
                }
            }
            try expect(proxy.cuts >= places.count, "Only \(proxy.cuts) of \(places.count * 2) cuts happened")
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            let came = try await consumer.takeStubbornly(published.ids)
            try Judge.firstInOrder(came)
            try await scene.drain(group, with: consumer)
            try await scene.expectDepthAfterwards(group)
        },
        ContractCase("a connection cut in the middle of a delivery loses nothing and keeps the order", .ownServer) {
            scene in
            let (proxy, broker) = try await scene.startBehindProxy()
            let group = try await scene.group()
            let messages = Scene.messages(1000, keys: 5, size: 300)
            try await scene.broker.publish(messages, to: group.topic)
            let consumer = try await broker.join(group, ConsumerSettings(prefetch: 40, lease: .seconds(3)))
            var missing = Set(messages.ids)
            var came: [String] = []
            var sincePlan = 0
            var places = [1, 7, 500, 3000, 5000, 9000, 12_000][...]
            try await scene.eventually(
                within: Patience.standard * 2, "\(missing.count) of 1000 have not come, \(proxy.cuts) cuts"
            ) {
                sincePlan += 1
                if sincePlan % 3 == 1, let place = places.popFirst() {
                    proxy.cut(after: place, places.count % 3 == 0 ? .toEngine : .toClient)
                }
                do throws(MessagingFault) {
                    let some = try await consumer.receive(atMost: 20, waiting: .seconds(1))
                    came += some.ids
                    missing.subtract(some.ids)
                    _ = try await consumer.settle(some.map { Settlement($0.receipt, .ack) })
                } catch {
                    guard error.isRetriable else { throw error }
                }
                return missing.isEmpty
            }
            try expect(proxy.cuts >= 3, "Only \(proxy.cuts) cuts happened")
            try Judge.firstInOrder(came)
            try await scene.drain(group, with: consumer)
            try await scene.expectDepthAfterwards(group)
        },
        ContractCase("an engine behind a line that went silent fails calls within their deadline", .ownServer) {
            scene in
            let (proxy, broker) = try await scene.startBehindProxy()
            let group = try await scene.group()
            try await broker.publish(Scene.messages(3, keys: 1), to: group.topic)
            let consumer = try await broker.join(group, ConsumerSettings(lease: .seconds(10)))
            _ = try await consumer.take(3, .ack)
            proxy.stall(true)
            let messages = Scene.messages(20, keys: 1, from: 3)
            let fault = try await scene.call(within: .seconds(5), "Publishing into silence") {
                () throws(MessagingFault) in
                try await broker.publish(messages, to: group.topic)
            }
            try expect(fault != nil, "Publishing into silence was confirmed")
            try await scene.call(within: .seconds(6), "Receiving out of silence") { () throws(MessagingFault) in
                _ = try await consumer.receive(atMost: 10, waiting: .seconds(1))
            }
            proxy.cutAll()
            proxy.stall(false)
            try await scene.publishStubbornly(messages, to: group.topic, through: broker)
            let came = try await consumer.takeStubbornly(messages.ids)
            try Judge.firstInOrder(Scene.messages(3, keys: 1).ids + came)
        },
    ]
}
