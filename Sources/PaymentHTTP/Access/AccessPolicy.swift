public import HTTPTypes
import NIOCore
public import PaymentKeys

/// Who is let in.
public struct AccessPolicy: Sendable {
    private let ring: KeyRing?
    private let limiters: RateLimiters

    /// Creates a policy.
    /// - Parameters:
    ///   - ring: the keys; `nil`, or a ring that requires none, lets everybody do everything
    ///   - standardLimit: the limit of keys that have none of their own, and of all together where no keys are needed; `nil` for none
    ///   - clock: nanoseconds that only run forward; `nil` for those of the machine
    public init(
        _ ring: KeyRing?, standardLimit: RateLimit? = nil,
        clock: (@Sendable () -> UInt64)? = nil
    ) {
        self.ring = ring
        limiters = RateLimiters(standard: standardLimit, clock: clock ?? { NIODeadline.now().uptimeNanoseconds })
    }

    /// Says what a request may do, and counts it.
    /// - Parameters:
    ///   - head: the request
    ///   - scope: what it needs; `nil` for requests that everybody may make, which are not counted either
    /// - Returns: what it may do
    /// - Throws: 401 `key_missing` or `key_invalid`, 429 `rate_limited`, 403 `scope_missing`
    public func access(for head: HTTPRequest, needing scope: KeyScope?) throws(Problem) -> Access {
        guard let scope else { return Access(owner: "", scopes: [], accountPrefixes: [], keyID: nil, limiter: nil) }
        let access = try access(for: head)
        try access.limiter?.take()
        guard access.scopes.contains(scope) else {
            var problem = Problem(
                .scopeMissing, "The key does not have the scope \(scope.rawValue), which this request needs.")
            problem.rate = access.limiter?.reading
            throw problem
        }
        return access
    }

    /// Says what a request to a route may do, and counts it.
    /// - Throws: as ``access(for:needing:)``, and 403 `account_not_permitted` where a key with prefixes asks for what keeps to none
    func access(for head: HTTPRequest, to route: Route) throws(Problem) -> Access {
        let scope = route.neededScope
        let access = try access(for: head, needing: scope)
        guard scope == nil || !access.isRestricted || route.keepsToAccounts else {
            var problem = Problem(
                .accountNotPermitted, "This path does not keep to accounts, and the key is restricted to certain ones.")
            problem.rate = access.limiter?.reading
            throw problem
        }
        return access
    }

    /// Whether a request that was let in before would still be: its key is neither revoked nor over.
    ///
    /// Not counted.
    func stillAllows(_ head: HTTPRequest, to route: Route) -> Bool {
        guard let scope = route.neededScope else { return true }
        return (try? access(for: head))?.scopes.contains(scope) ?? false
    }

    private func access(for head: HTTPRequest) throws(Problem) -> Access {
        guard let ring, ring.requiresKeys else { return .unlimited(limiters.shared) }
        guard let token = try BearerToken.read(head) else { throw .refusal(.keyMissing) }
        switch ring.authenticate(token) {
        case .valid(let key): return Access(key, limiter: limiters.limiter(of: key))
        case .unknown: throw .refusal(.keyInvalid)
        case .revoked: throw .refusal(.keyInvalid, "The key was revoked.")
        case .expired: throw .refusal(.keyInvalid, "The key has expired.")
        }
    }
}
