public import PaymentCore

/// How two files of views compare.
public struct ViewComparison: Sendable, Hashable {
    /// The first cell that differs.
    public struct Difference: Sendable, Hashable {
        /// The table.
        public var table: String
        /// The key of the row, its columns separated by commas; ids and references are left out.
        public var key: String
        /// The column; `nil` where only one of the files has the row.
        public var column: String?
    }

    /// How many rows of each table were compared.
    public var rows: [String: Int] = [:]

    /// The first difference, in the order of the tables and of their keys; `nil` where the files are equal.
    public var difference: Difference?

    /// The position at which both files are.
    public var position: Position
}
