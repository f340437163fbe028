import HTTPTypes

/// The header field `Authorization: Bearer TOKEN` (RFC 6750, section 2.1).
enum BearerToken {
    private static let scheme = "bearer "

    /// The token of a request.
    /// - Parameter head: the request
    /// - Returns: `nil` where there is no such field, or it is of another scheme
    /// - Throws: `key_invalid` where there are several such fields: others who see the request might go by another one
    static func read(_ head: HTTPRequest) throws(Problem) -> Substring? {
        var values = head.headerFields[values: .authorization].makeIterator()
        guard let value = values.next() else { return nil }
        guard values.next() == nil else { throw .refusal(.keyInvalid) }
        guard value.prefix(scheme.count).lowercased() == scheme else { return nil }
        return value.dropFirst(scheme.count).drop { $0 == " " }
    }
}
