package import Messaging

/// Comparisons that say what differs.
package enum Judge {
    /// Two messages have to be the same.
    package static func same(_ came: Message, _ published: Message, _ place: String) throws {
        func check<Value: Equatable>(_ field: KeyPath<Message, Value>, _ name: String) throws {
            let (left, right) = (came[keyPath: field], published[keyPath: field])
            try expect(
                left == right,
                "\(place): \(name) of \(published.id.prefix(40)) came as \("\(left)".debugDescription.prefix(300)), published was \("\(right)".debugDescription.prefix(300))"
            )
        }
        try check(\.id, "id")
        try check(\.type, "type")
        try check(\.source, "source")
        try check(\.subject, "subject")
        try check(\.key, "key")
        try check(\.time, "time")
        try check(\.contentType, "contentType")
        for name in Set(came.headers.keys).union(published.headers.keys).sorted() {
            let (left, right) = (came.headers[name], published.headers[name])
            // Text is compared by its scalars: an engine must not normalize it.
            try expect(
                left.map { Array($0.utf8) } == right.map { Array($0.utf8) },
                "\(place): header \(name) came as \(left?.debugDescription.prefix(300) ?? "nothing"), published was \(right?.debugDescription.prefix(300) ?? "nothing")"
            )
        }
        try expect(came.body == published.body, "\(place): the body of \(published.id.prefix(40)) is another one")
    }

    /// Two lists have to be the same.
    package static func equal(_ came: [String], _ wanted: [String], _ what: String = "The deliveries") throws {
        if came == wanted { return }
        let index =
            zip(came, wanted).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(came.count, wanted.count)
        throw ContractViolation(
            "\(what) are others than wanted (\(came.count) instead of \(wanted.count)), from number \(index): \(came.dropFirst(index).prefix(5)) instead of \(wanted.dropFirst(index).prefix(5))"
        )
    }

    /// Two sets have to be the same, each member once.
    package static func once(_ came: [String], _ wanted: [String], _ what: String = "The deliveries") throws {
        var counts: [String: Int] = [:]
        for id in came { counts[id, default: 0] += 1 }
        let repeated = counts.filter { $0.value > 1 }.keys.sorted()
        let missing = Set(wanted).subtracting(came).sorted()
        let strange = Set(came).subtracting(wanted).sorted()
        try expect(
            repeated.isEmpty && missing.isEmpty && strange.isEmpty,
            "\(what): \(missing.count) missing \(missing.prefix(5)), \(repeated.count) repeated \(repeated.prefix(5)), \(strange.count) strange \(strange.prefix(5))"
        )
    }

    /// A call has to fail in one way.
    package static func fault(
        _ code: MessagingFault.Code, _ what: String, _ body: () async throws(MessagingFault) -> Void
    ) async throws {
        try await fault([code], what, body)
    }

    /// A call has to fail in one of several ways.
    package static func fault(
        _ codes: [MessagingFault.Code], _ what: String, _ body: () async throws(MessagingFault) -> Void
    ) async throws {
        let names = codes.map(\.rawValue).joined(separator: " or ")
        do throws(MessagingFault) {
            try await body()
        } catch {
            try expect(codes.contains(error.code), "\(what) fails with \(error.code.rawValue), not \(names): \(error)")
            return
        }
        throw ContractViolation("\(what) succeeds: expected \(names)")
    }
}

extension Judge {
    /// Key and number of an id `‹key›/‹number›`.
    static func parts(_ id: String) -> (key: String, number: Int) {
        let parts = id.split(separator: "/")
        return (parts.first.map(String.init) ?? "", parts.count > 1 ? Int(parts[1]) ?? -1 : -1)
    }

    /// The numbers of each key come for the first time in order, none left out; repeats do not matter.
    package static func firstInOrder(_ ids: [String]) throws {
        var next: [String: Int] = [:]
        for id in ids {
            let (key, number) = parts(id)
            let wanted = next[key, default: 0]
            try expect(number <= wanted, "\(id) came before number \(wanted) of its key")
            if number == wanted { next[key] = wanted + 1 }
        }
    }
}
