/// What a transaction does to a member of this process, once it is committed.
enum MemberChange {
    /// It got a delivery.
    case granted(UInt64, receipt: UInt64, key: Int64?)
    /// It has a delivery no more.
    case released(UInt64, receipt: UInt64)
    /// It left.
    case left(UInt64)
}
