import GRDBSQLite
import PaymentCore

/// Values of a row that may be anything: what does not fit is a fault.
extension BoundStatement {
    func number<Integer: FixedWidthInteger>(_ column: Int32, as type: Integer.Type = Integer.self) throws -> Integer {
        guard let number = Integer(exactly: integer(column)) else { throw misfit(column) }
        return number
    }

    func rawValue<Value: RawRepresentable<UInt8>>(_ column: Int32, as type: Value.Type = Value.self) throws -> Value {
        guard let raw = UInt8(exactly: integer(column)), let value = Value(rawValue: raw) else { throw misfit(column) }
        return value
    }

    func flag(_ column: Int32) throws -> Bool {
        let value = integer(column)
        guard value == 0 || value == 1 else { throw misfit(column) }
        return value == 1
    }

    func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    /// A balance in three columns, within the range that any ledger can reach, so that adding up never overflows.
    func balance(_ first: Int32) throws -> Balance {
        var balance = Balance.zero
        balance.posted = integer(first)
        balance.pendingIn = integer(first + 1)
        balance.pendingOut = integer(first + 2)
        let limit: Int64 = 1 << 62
        guard (-limit...limit).contains(balance.posted), (0...limit).contains(balance.pendingIn),
            (0...limit).contains(balance.pendingOut)
        else { throw misfit(first) }
        return balance
    }

    func text(_ column: Int32) throws -> String {
        guard let text = String(validating: bytes(column), as: UTF8.self) else { throw misfit(column) }
        return text
    }

    func optionalText(_ column: Int32) throws -> String? {
        isNull(column) ? nil : try text(column)
    }

    func misfit(_ column: Int32, file: StaticString = #fileID, line: UInt = #line) -> ViewFault {
        ViewFault(.damaged, "A value in the column \(name(column)) makes no sense.", file: file, line: line)
    }

    /// Whether two statements have the same value in a column.
    func hasSameValue(as other: BoundStatement, _ column: Int32) -> Bool {
        guard type(column) == other.type(column) else { return false }
        return switch type(column) {
        case SQLITE_NULL: true
        case SQLITE_INTEGER: integer(column) == other.integer(column)
        default: bytes(column) == other.bytes(column)
        }
    }
}
