import Messaging
import NIOCore
import Testing

@testable import MessagingActiveMQ

/// What a connection decides: one event and its action a line.
@Suite("STOMP session") struct StompSessionTests {
    private func frame(_ command: String, _ headers: [String: String] = [:], _ body: String = "") -> StompFrame {
        StompFrame(command, headers.map { StompHeader($0.key, $0.value) }, body: Array(body.utf8))
    }

    private func connected() -> StompSession {
        var session = StompSession()
        _ = session.received(frame("CONNECTED", ["version": "1.2"]))
        return session
    }

    @Test func `a session connects, confirms and passes messages on`() {
        var session = StompSession()
        #expect(
            session.received(frame("CONNECTED", ["version": "1.2", "heart-beat": "10000,10000"]))
                == .connected(heartBeat: "10000,10000", session: nil))
        #expect(session.nextReceipt() == 1)
        #expect(session.nextReceipt() == 2)
        #expect(session.received(frame("RECEIPT", ["receipt-id": "2"])) == .confirmed(2))
        #expect(session.received(frame("RECEIPT", ["receipt-id": "2"])) == .nothing)
        #expect(session.received(frame("RECEIPT", ["receipt-id": "x"])) == .nothing)
        let message = frame("MESSAGE", ["message-id": "1"])
        #expect(session.received(message) == .message(message))
        #expect(
            session.received(frame("ERROR", ["receipt-id": "1", "message": "no"]))
                == .refused(1, StompError(kind: .other, text: "no")))
        #expect(session.received(frame("RECEIPT", ["receipt-id": "1"])) == .nothing)
    }

    @Test func `an error that belongs to no request ends the session`() {
        var session = connected()
        #expect(session.received(frame("ERROR", ["message": "bad"])) == .close(StompError(kind: .other, text: "bad")))
        #expect(session.received(frame("MESSAGE")) == .nothing)
    }

    @Test func `another version, or a frame at the wrong time, ends the session`() {
        var old = StompSession()
        #expect(
            old.received(frame("CONNECTED", ["version": "1.0"]))
                == .close(StompError(kind: .other, text: "it does not speak STOMP 1.2")))
        var early = StompSession()
        #expect(
            early.received(frame("MESSAGE")) == .close(StompError(kind: .other, text: "it sent an unexpected frame")))
        var twice = connected()
        #expect(
            twice.received(frame("CONNECTED", ["version": "1.2"]))
                == .close(StompError(kind: .other, text: "it sent an unexpected frame")))
    }

    @Test(arguments: [
        ("User name [x] or password is invalid.", "java.lang.SecurityException: User name", MessagingFault.Code.denied),
        ("User x is not authorized to write", "java.lang.SecurityException", .denied),
        ("The maximum data length was exceeded", "", .tooLarge),
        ("Persistent store is Full, 100% of 10", "javax.jms.ResourceAllocationException", .full),
        ("Unexpected ACK", "", .engine),
        ("", "", .engine),
    ]) func `an error's text and trace say what kind it is`(message: String, trace: String, code: MessagingFault.Code) {
        let error = StompError(frame("ERROR", ["message": message], trace))
        #expect(error.fault("ActiveMQ at h:1").code == code)
    }

    @Test func `heart-beats go out at half the time that was agreed on, and silence is noticed after twice`() {
        let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
        var beat = StompHeartBeat(server: "10000,10000", now: start)
        #expect(beat.tick(start + .seconds(4)) == .nothing)
        #expect(beat.tick(start + .seconds(5)) == .send)
        #expect(beat.tick(start + .seconds(6)) == .nothing)
        #expect(beat.tick(start + .seconds(10)) == .send)
        beat.didReceive(start + .seconds(15))
        #expect(beat.tick(start + .seconds(15)) == .send)
        #expect(beat.tick(start + .seconds(36)) == .silent)
        var none = StompHeartBeat(server: "0,0", now: start)
        #expect(none.tick(start + .hours(5)) == .nothing)
        for header in ["", "x", "1", ",", "-1,-1", "99999999999999999999,1", "9223372036854775807,9223372036854775807"]
        {
            _ = StompHeartBeat(server: header, now: start)
        }
    }
}
