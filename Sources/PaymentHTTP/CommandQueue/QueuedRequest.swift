import PaymentCore

/// A request that was answered before it was decided, as its status URL names it.
///
/// What the URL says is sealed: nobody can read or make one, and it works for the owner that asked only.
struct QueuedRequest {
    /// What it is known by until it is decided.
    let reference: RequestReference
    /// What clients know it by: the payment that it will be, or the event's id.
    let name: String
    /// When it was queued.
    let time: Timestamp

    /// Creates a request.
    init(reference: RequestReference, name: String, time: Timestamp) {
        self.reference = reference
        self.name = name
        self.time = time
    }

    /// Reads what a status URL says.
    /// - Throws: 404 `request_not_found` where it was not made here, or for another owner
    init(_ text: String, _ cursor: Cursor, owner: String) throws(Problem) {
        let place = try? cursor.place(text, .requests, filter: owner)
        let parts = place.map { String(decoding: $0, as: UTF8.self) }?.split(separator: " ", maxSplits: 2)
        guard let parts, parts.count == 3, let time = Int64(parts[0]),
            let reference = RequestReference(String(parts[1]))
        else { throw Problem(.requestNotFound) }
        self.init(reference: reference, name: String(parts[2]), time: Timestamp(milliseconds: time))
    }

    /// The status URL, without scheme and host.
    func path(_ cursor: Cursor, owner: String) -> String {
        let place = Array("\(time.milliseconds) \(reference) \(name)".utf8)
        return "/v1/requests/" + cursor.text(.requests, filter: owner, place: place)
    }
}
