/// What a row among a group's waiting deliveries says; the numbers are in the file.
///
/// Of each key, either some are in flight with one member and the others held, or one is ready or delayed and the others held. Who changes a state keeps that.
enum WaitingState {
    /// The next claim takes it.
    static let ready: Int64 = 0
    /// It waits for its time.
    static let delayed: Int64 = 1
    /// It waits for an earlier one of its key, and then perhaps for its time.
    static let held: Int64 = 2
}
