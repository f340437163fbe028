/// The decisions of one connection: what a frame from the server means, given what was sent before.
struct StompSession {
    /// What is to be done.
    enum Action: Hashable {
        /// The server accepted the connection; its headers `heart-beat` and `session` come along.
        case connected(heartBeat: String?, session: String?)
        /// A message, or an answer to a question that has no receipt.
        case message(StompFrame)
        /// The server has done everything up to the frame that asked for this receipt.
        case confirmed(UInt64)
        /// The server refused the frame that asked for this receipt; the connection goes on.
        case refused(UInt64, StompError)
        /// The connection is over: what was under way may or may not have happened.
        case close(StompError)
        case nothing
    }

    private enum State { case connecting, connected, closed }

    private var state = State.connecting
    private var awaited: Set<UInt64> = []
    private var last: UInt64 = 0

    /// Names the receipt of the next request.
    mutating func nextReceipt() -> UInt64 {
        last += 1
        awaited.insert(last)
        return last
    }

    /// Nobody waits for a receipt any more.
    mutating func forget(_ receipt: UInt64) {
        awaited.remove(receipt)
    }

    mutating func close() {
        state = .closed
    }

    /// Takes a frame of the server.
    mutating func received(_ frame: StompFrame) -> Action {
        switch (state, frame.command) {
        case (.closed, _): return .nothing
        case (.connecting, "CONNECTED"):
            guard frame["version"] == "1.2" else {
                state = .closed
                return .close(StompError(kind: .other, text: "it does not speak STOMP 1.2"))
            }
            state = .connected
            return .connected(heartBeat: frame["heart-beat"], session: frame["session"])
        case (.connected, "MESSAGE"): return .message(frame)
        case (.connected, "RECEIPT"):
            guard let receipt = receipt(of: frame) else { return .nothing }
            return .confirmed(receipt)
        case (.connected, "ERROR"):
            if let receipt = receipt(of: frame) { return .refused(receipt, StompError(frame)) }
            // Whatever it was about: going on could leave a hole that nobody sees.
            state = .closed
            return .close(StompError(frame))
        case (.connecting, "ERROR"):
            state = .closed
            return .close(StompError(frame))
        default:
            state = .closed
            return .close(StompError(kind: .other, text: "it sent an unexpected frame"))
        }
    }

    private mutating func receipt(of frame: StompFrame) -> UInt64? {
        frame["receipt-id"].flatMap { UInt64($0) }.flatMap { awaited.remove($0) }
    }
}
