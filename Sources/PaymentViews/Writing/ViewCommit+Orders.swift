import PaymentCore

extension ViewCommit {
    /// Brings the orders up to date, and links each new payment to the one before it of the same order.
    func writeOrders(_ touches: inout [OrderTouch], _ payments: inout ContiguousArray<PaymentRow>) throws {
        if touches.isEmpty { return }
        touches.sort(by: <)
        let statements = OrderStatements(
            selection: try BoundStatement(database, OrderRow.selection),
            insertion: try BoundStatement(database, OrderRow.insertion),
            update: try BoundStatement(database, OrderRow.update))
        var rows: [OrderRow] = []
        var start = 0
        while start < touches.count {
            var end = start + 1
            while end < touches.count, touches[end].hasSameReference(as: touches[start]) { end += 1 }
            try statements.read(touches[start], into: &rows)
            for touch in touches[start..<end] { take(touch, &rows, &payments) }
            try statements.write(touches[start], rows)
            start = end
        }
    }

    private func take(_ touch: OrderTouch, _ rows: inout [OrderRow], _ payments: inout ContiguousArray<PaymentRow>) {
        let index: Int
        if let found = rows.firstIndex(where: { $0.currency == touch.currency }) {
            index = found
        } else {
            index = rows.count
            rows.append(OrderRow(currency: touch.currency))
        }
        if let place = touch.place {
            payments[place].previousOfOrder = rows.reduce(0) { max($0, $1.lastPayment) }
            rows[index].lastPayment = touch.key
        }
        rows[index].counters.change(from: touch.old, to: touch.new)
        rows[index].isChanged = true
    }
}

/// The three statements that orders need.
private struct OrderStatements {
    let selection: BoundStatement
    let insertion: BoundStatement
    let update: BoundStatement

    /// Reads what the file has of the order of a touch, in all currencies.
    func read(_ touch: OrderTouch, into rows: inout [OrderRow]) throws {
        rows.removeAll(keepingCapacity: true)
        selection.bind(text: touch.text, touch.range)
        while try selection.step() { rows.append(try OrderRow(selection)) }
        selection.reset()
    }

    func write(_ touch: OrderTouch, _ rows: [OrderRow]) throws {
        for row in rows where row.isChanged {
            let statement = row.isStored ? update : insertion
            row.bind(statement)
            statement.bind(text: touch.text, touch.range)
            try statement.run()
        }
    }
}
