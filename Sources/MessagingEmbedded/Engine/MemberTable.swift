/// The consumers of this process.
final class MemberTable {
    private(set) var members: [UInt64: Member] = [:]

    func join(_ member: Member) {
        members[member.token] = member
    }

    var all: [Member] { Array(members.values) }

    subscript(token: UInt64) -> Member? { members[token] }

    /// Takes in what a transaction did.
    func apply(_ changes: [MemberChange]) {
        for change in changes {
            switch change {
            case .granted(let token, let receipt, let key):
                members[token]?.outstanding.updateValue(key, forKey: receipt)
            case .released(let token, let receipt):
                members[token]?.outstanding.removeValue(forKey: receipt)
            case .left(let token):
                members[token] = nil
            }
        }
        forgetDifferences()
    }

    /// Forgets what the transaction that was under way would have done.
    func forgetDifferences() {
        for member in members.values { member.difference = 0 }
    }
}
