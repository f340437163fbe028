import PaymentCore

/// Which events somebody asks for.
struct EventFilter: Sendable {
    /// The names; empty for all.
    var names: Set<EventName> = []
    /// What they are about; `nil` for everything.
    var key: String?

    /// Reads the parameters `type` and `key`.
    /// - Throws: the problem that names the parameter
    init(_ parameters: QueryParameters) throws(Problem) {
        let known = EventName.allCases.map(\.rawValue).joined(separator: ", ")
        names =
            try parameters.value("type", "one or more of these, separated by commas: \(known)") { text in
                let names = text.split(separator: ",", omittingEmptySubsequences: false).map {
                    EventName(rawValue: String($0))
                }
                return names.contains(nil) ? nil : Set(names.compactMap(\.self))
            } ?? []
        key = try parameters.value("key", "the id of an account, a transfer or a payment") { text in
            (try? AccountID(text)).map { _ in text }
        }
    }

    /// Whether everything is asked for.
    var isEmpty: Bool { names.isEmpty && key == nil }

    /// Whether an event may be asked for, as far as its kind tells.
    func mayWant(_ event: Event) -> Bool {
        names.isEmpty || names.contains(EventName(event))
    }

    /// Whether an event is asked for.
    func wants(_ event: NamedEvent) -> Bool {
        mayWant(event.event) && key.map { $0 == event.key } ?? true
    }
}
