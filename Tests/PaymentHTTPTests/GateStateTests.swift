import HTTPTypes
import NIOCore
import Testing

@testable import PaymentHTTP

/// Transcripts: what comes, and what the connection does.
@Suite("Request gate")
struct GateStateTests {
    private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

    private static func limits() -> GateLimits {
        var settings = PaymentServerSettings()
        settings.maximumBodyBytes = 10
        return GateLimits(settings)
    }

    private static func head(_ fields: HTTPFields = [:]) -> HTTPRequest {
        HTTPRequest(method: .post, scheme: "http", authority: "a", path: "/", headerFields: fields)
    }

    private func name(_ action: GateState.Action) -> String {
        switch action {
        case .nothing: "nothing"
        case .tellToContinue: "continue"
        case .forward(_, let body): "forward \(body?.readableBytes ?? 0)"
        case .refuse(let code): "refuse \(code.rawValue)"
        case .close: "close"
        }
    }

    @Test func `a request is forwarded when it is whole`() {
        var state = GateState(limits: GateStateTests.limits(), now: GateStateTests.start)
        let begins23 = state.bytesArrived(GateStateTests.start)
        #expect(begins23)
        let begins24 = state.bytesArrived(GateStateTests.start)
        #expect(!begins24)
        let action1 = state.received(GateStateTests.head(), GateStateTests.start)
        #expect(name(action1) == "nothing")
        let action2 = state.received(ByteBuffer(string: "12345"))
        #expect(name(action2) == "nothing")
        let action3 = state.received(ByteBuffer(string: "67890"))
        #expect(name(action3) == "nothing")
        let action4 = state.receivedEnd()
        #expect(name(action4) == "forward 10")
        let action5 = state.answered(GateStateTests.start)
        #expect(name(action5) == "nothing")
        let begins25 = state.bytesArrived(GateStateTests.start)
        #expect(begins25)
    }

    @Test func `a client that does not wait for answers is not read`() {
        var state = GateState(limits: GateStateTests.limits(), now: GateStateTests.start)
        for _ in 0..<16 {
            #expect(state.mayRead)
            _ = state.received(GateStateTests.head(), GateStateTests.start)
            _ = state.receivedEnd()
        }
        #expect(!state.mayRead)
        _ = state.answered(GateStateTests.start)
        #expect(state.mayRead)
        state.writabilityChanged(false, GateStateTests.start)
        #expect(!state.mayRead)
        state.writabilityChanged(true, GateStateTests.start)
        #expect(state.mayRead)
    }

    @Test func `a body over the limit is refused and nothing more is heard`() {
        var state = GateState(limits: GateStateTests.limits(), now: GateStateTests.start)
        _ = state.received(GateStateTests.head(), GateStateTests.start)
        let action6 = state.received(ByteBuffer(string: "12345678901"))
        #expect(name(action6) == "refuse body_too_large")
        let isIgnored = state.ignores(bytes: 1)
        #expect(isIgnored)
        let action7 = state.received(ByteBuffer(string: "1"))
        #expect(name(action7) == "nothing")
        let action8 = state.receivedEnd()
        #expect(name(action8) == "nothing")
        let action9 = state.failed(.invalidHTTP)
        #expect(name(action9) == "nothing")
    }

    @Test func `a refusal waits for the answers before it`() {
        var state = GateState(limits: GateStateTests.limits(), now: GateStateTests.start)
        for _ in 0..<2 {
            _ = state.received(GateStateTests.head(), GateStateTests.start)
            let action10 = state.receivedEnd()
            #expect(name(action10) == "forward 0")
        }
        let action11 = state.received(GateStateTests.head([.contentLength: "11"]), GateStateTests.start)
        #expect(name(action11) == "nothing")
        let action12 = state.answered(GateStateTests.start)
        #expect(name(action12) == "nothing")
        let action13 = state.answered(GateStateTests.start)
        #expect(name(action13) == "refuse body_too_large")
    }

    @Test func `only a client that is waited for is told to continue`() {
        var state = GateState(limits: GateStateTests.limits(), now: GateStateTests.start)
        let action14 = state.received(GateStateTests.head([.expect: "100-continue"]), GateStateTests.start)
        #expect(name(action14) == "continue")
        _ = state.receivedEnd()
        let action15 = state.received(GateStateTests.head([.expect: "100-continue"]), GateStateTests.start)
        #expect(name(action15) == "nothing")
    }

    @Test func `the deadline of a request runs from its first byte`() {
        var state = GateState(limits: GateStateTests.limits(), now: GateStateTests.start)
        _ = state.bytesArrived(GateStateTests.start)
        let end = GateStateTests.start + .seconds(10)
        #expect(state.deadline == end)
        _ = state.bytesArrived(GateStateTests.start + .seconds(9))
        _ = state.received(GateStateTests.head(), GateStateTests.start + .seconds(9))
        #expect(state.deadline == end)
        let action16 = state.checkDeadline(end - .nanoseconds(1))
        #expect(name(action16) == "nothing")
        let action17 = state.checkDeadline(end)
        #expect(name(action17) == "refuse request_timeout")
    }

    @Test func `an idle connection is closed, but not while it waits for an answer`() {
        var state = GateState(limits: GateStateTests.limits(), now: GateStateTests.start)
        _ = state.received(GateStateTests.head(), GateStateTests.start)
        _ = state.receivedEnd()
        let later = GateStateTests.start + .seconds(60)
        let action18 = state.checkDeadline(later)
        #expect(name(action18) == "nothing")
        _ = state.answered(later)
        let action19 = state.checkDeadline(later + .seconds(59))
        #expect(name(action19) == "nothing")
        let action20 = state.checkDeadline(later + .seconds(60))
        #expect(name(action20) == "close")
    }

    @Test func `a client that reads nothing is closed`() {
        var state = GateState(limits: GateStateTests.limits(), now: GateStateTests.start)
        _ = state.received(GateStateTests.head(), GateStateTests.start)
        _ = state.receivedEnd()
        state.writabilityChanged(false, GateStateTests.start)
        #expect(state.deadline == GateStateTests.start + .seconds(30))
        let action21 = state.checkDeadline(GateStateTests.start + .seconds(30))
        #expect(name(action21) == "close")
        state.writabilityChanged(true, GateStateTests.start)
        let action22 = state.checkDeadline(GateStateTests.start + .seconds(30))
        #expect(name(action22) == "nothing")
    }
}
