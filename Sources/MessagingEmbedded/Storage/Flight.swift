/// A delivery that a member has.
struct Flight {
    /// What stands for the member in the file.
    var member: Int64
    /// The end of its lease.
    var due: Int64
    /// Hash of the key.
    var key: Int64?
    var attempts: Int64
}
