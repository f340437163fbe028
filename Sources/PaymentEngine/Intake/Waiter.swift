/// Somebody who waits for an answer.
///
/// Must be answered exactly once.
@safe
struct Waiter<Value: Sendable>: Sendable {
    private let continuation: UnsafeContinuation<Result<Value, EngineFault>, Never>

    init(_ continuation: UnsafeContinuation<Result<Value, EngineFault>, Never>) {
        unsafe self.continuation = unsafe continuation
    }

    func succeed(_ value: Value) {
        unsafe continuation.resume(returning: .success(value))
    }

    func fail(_ fault: EngineFault) {
        unsafe continuation.resume(returning: .failure(fault))
    }
}
