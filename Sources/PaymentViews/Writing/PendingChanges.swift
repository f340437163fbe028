import PaymentCore

/// What was consumed since the last commit, in the form in which it goes into the file.
///
/// Writing it changes nothing here, so a commit that failed can be tried again.
struct PendingChanges {
    /// The ids of new accounts; the first has the number of those that the file has.
    var openedAccounts: ContiguousArray<AccountID> = []
    /// Numbers of accounts that the file has and that changed.
    var dirtyAccounts: ContiguousArray<Int> = []
    var newPayments: ContiguousArray<PaymentRow> = []
    /// What happened to payments that the file has.
    var changes: ContiguousArray<PaymentChange> = []
    var movements: ContiguousArray<Movement> = []
    var signposts: [Signpost] = []
    var paymentSignposts: [PaymentSignpost] = []
    var steps: [Step] = []
    var moments: [Moment] = []
    var eventCount = 0

    /// Every 64th movement of an account.
    struct Signpost {
        let account: UInt32
        let position: Int64
    }

    /// Every 64th payment of an account on one side: as payer (1) or as payee (2).
    struct PaymentSignpost {
        let account: UInt32
        let side: Side
        let payment: Int64
    }

    /// That an event belongs to the payment or transfer that began at an earlier one.
    struct Step {
        let origin: Int64
        let position: Int64
    }

    /// The last event of a moment.
    struct Moment {
        let time: Int64
        let position: Int64
    }

    /// After how many links there is a signpost.
    static let signpostDistance: Int64 = 64

    mutating func removeAll() {
        openedAccounts.removeAll(keepingCapacity: true)
        dirtyAccounts.removeAll(keepingCapacity: true)
        newPayments.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
        movements.removeAll(keepingCapacity: true)
        signposts.removeAll(keepingCapacity: true)
        paymentSignposts.removeAll(keepingCapacity: true)
        steps.removeAll(keepingCapacity: true)
        moments.removeAll(keepingCapacity: true)
        eventCount = 0
    }
}
