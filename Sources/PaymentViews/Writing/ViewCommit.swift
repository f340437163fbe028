import GRDB
import PaymentCore

/// One transaction of the writer: every table in the order of its keys.
struct ViewCommit {
    let database: Database

    init(_ database: Database) throws {
        self.database = database
    }

    func write(_ pending: PendingChanges, accounts: ContiguousArray<AccountRow>, stored: Int) throws {
        try write(pending, accounts, stored)
        var steps = pending.steps
        var newPayments = pending.newPayments
        var tallies = StatusTallies()
        var touches: [OrderTouch] = []
        touches.reserveCapacity(newPayments.count)
        let changed = try changedPayments(pending, &steps, &tallies, &touches)
        for place in newPayments.indices {
            tallies.add(newPayments[place])
            guard let range = newPayments[place].order else { continue }
            touches.append(
                OrderTouch(
                    text: newPayments[place].text, range: range, currency: newPayments[place].currency.packed,
                    key: newPayments[place].key, place: place, old: OrderCounters(),
                    new: OrderCounters(newPayments[place])))
        }
        try writeOrders(&touches, &newPayments)
        if !newPayments.isEmpty {
            let statement = try BoundStatement(database, PaymentRow.insertion)
            for place in newPayments.indices { try newPayments[place].insert(statement) }
        }
        if !changed.isEmpty {
            let statement = try BoundStatement(database, PaymentRow.update)
            for payment in changed { try payment.update(statement) }
        }
        try writeMovements(pending)
        try write(steps)
        try tallies.write(database)
    }

    private func write(_ pending: PendingChanges, _ accounts: ContiguousArray<AccountRow>, _ stored: Int) throws {
        if !pending.openedAccounts.isEmpty {
            let statement = try BoundStatement(database, AccountRow.insertion)
            for (offset, id) in pending.openedAccounts.enumerated() {
                try accounts[stored + offset].insert(stored + offset, id, statement)
            }
        }
        if !pending.dirtyAccounts.isEmpty {
            let statement = try BoundStatement(database, AccountRow.update)
            for number in pending.dirtyAccounts.sorted() { try accounts[number].update(number, statement) }
        }
    }

    /// Reads the payments that changed and that the file has, and takes the changes in.
    private func changedPayments(
        _ pending: PendingChanges, _ steps: inout [PendingChanges.Step], _ tallies: inout StatusTallies,
        _ touches: inout [OrderTouch]
    ) throws -> [PaymentRow] {
        if pending.changes.isEmpty { return [] }
        let statement = try BoundStatement(database, PaymentRow.selection)
        var rows: [PaymentRow] = []
        let changes = pending.changes.sorted { ($0.key, $0.position) < ($1.key, $1.position) }
        var index = 0
        while index < changes.count {
            let key = changes[index].key
            statement.bind(key)
            guard try statement.step() else { throw ViewFault.row("payments") }
            var row = try PaymentRow(statement)
            statement.reset()
            let old = row
            while index < changes.count, changes[index].key == key {
                try row.apply(changes[index])
                if !row.isFirstStep(changes[index]) {
                    steps.append(PendingChanges.Step(origin: row.origin, position: changes[index].position))
                }
                index += 1
            }
            tallies.change(from: old, to: row)
            if let range = row.order {
                touches.append(
                    OrderTouch(
                        text: row.text, range: range, currency: row.currency.packed, key: key, place: nil,
                        old: OrderCounters(old), new: OrderCounters(row)))
            }
            rows.append(row)
        }
        return rows
    }

    private func writeMovements(_ pending: PendingChanges) throws {
        let movements = try BoundStatement(database, Movement.insertion)
        for index in pending.movements.indices { try pending.movements[index].insert(movements) }
        let signposts = try BoundStatement(database, "INSERT INTO signposts VALUES (?, ?)")
        for post in pending.signposts.sorted(by: { ($0.account, $0.position) < ($1.account, $1.position) }) {
            signposts.bind(post.account)
            signposts.bind(post.position)
            try signposts.run()
        }
        let payments = try BoundStatement(database, "INSERT INTO payment_signposts VALUES (?, ?, ?)")
        for post in pending.paymentSignposts.sorted(by: { ($0.account, $0.payment) < ($1.account, $1.payment) }) {
            payments.bind(post.account)
            payments.bind(post.side.rawValue)
            payments.bind(post.payment)
            try payments.run()
        }
        let moments = try BoundStatement(database, "INSERT OR REPLACE INTO moments VALUES (?, ?)")
        for moment in pending.moments {
            moments.bind(moment.time)
            moments.bind(moment.position)
            try moments.run()
        }
    }

    private func write(_ steps: [PendingChanges.Step]) throws {
        let statement = try BoundStatement(database, "INSERT INTO steps VALUES (?, ?)")
        for step in steps.sorted(by: { ($0.origin, $0.position) < ($1.origin, $1.position) }) {
            statement.bind(step.origin)
            statement.bind(step.position)
            try statement.run()
        }
    }
}
