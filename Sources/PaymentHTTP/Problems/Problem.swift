public import PaymentCore
public import PaymentEngine

/// Why a request, or a line of a batch, got no answer: the content of problem details (RFC 9457).
public struct Problem: Error, Sendable, Hashable {
    /// The stable code, in snake_case: clients branch on it.
    public var code: String
    /// The HTTP status.
    public var status: Int
    /// What kind of problem it is, the same for every problem with this code.
    public var title: String
    /// A sentence about this very problem.
    public var detail: String
    /// The path of the JSON field or the name of the header or parameter, where one is to blame.
    public var field: String?
    /// When to come back, in seconds, where that helps.
    public var retryAfterSeconds: Int?
    /// The methods that the path has, where the method was wrong.
    public var allow: String?
    /// How to show a key, where one is needed.
    public var challenge: String?
    /// How much of its rate the key has left, where the problem met it before any route worked.
    public var rate: RateReading?

    /// Creates the problem of an input that cannot be read.
    /// - Parameters:
    ///   - code: what is wrong
    ///   - detail: a sentence about this case; `nil` for the code's own
    ///   - field: the JSON path of the field, or the name of the header or parameter
    public init(_ code: InputCode, _ detail: String? = nil, field: String? = nil) {
        self.code = code.rawValue
        status = code.status
        title = code.title
        self.detail = detail ?? code.explanation
        self.field = field
    }

    /// Creates the problem of a command that the rules refuse.
    /// - Parameters:
    ///   - rejection: the reason
    ///   - isPathSubject: whether what was not found is what the path names
    ///   - field: the JSON path of the field; `nil` for the one that usually is to blame
    public init(_ rejection: Rejection, isPathSubject: Bool = false, field: String? = nil) {
        code = rejection.code
        status = rejection.status(isPathSubject: isPathSubject)
        title = "The rules refuse this"
        detail = rejection.explanation
        self.field = field ?? rejection.usualField
    }

    /// Creates the problem of an engine that cannot work now.
    /// - Parameter fault: what broke
    public init(_ fault: EngineFault) {
        code = fault.code.rawValue
        status = fault.code == .overloaded ? 429 : 503
        title = fault.code == .overloaded ? "Too much to do" : "Not possible at the moment"
        detail = "\(fault.message) Repeat the request later, with the same idempotency key."
        retryAfterSeconds = max(1, fault.retryAfterSeconds)
    }

    /// The URI that names the kind of problem.
    public var type: String { "urn:florin:problem:\(code)" }
}
