import NIOCore
import PaymentCore
import PaymentEngine
import Testing

@testable import PaymentHTTP

/// Bytes of all kinds: each ends in a command or a problem, never in a trap.
@Suite("JSON fuzzing")
struct JSONFuzzTests {
    private static let examples: [String] = [
        #"{"type":"payment","amount":1050,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:a","payee":"merchant:b","capture":"manual","order":"o\u00e9\ud83d\ude00","description":"dé","metadata":{"k":"v","k2":"\n"},"expires_in_seconds":60,"idempotency_key":"k"}"#,
        #"{"type":"transfer","debit":"a","credit":"b","amount":1,"currency":"EUR","pending":true,"reference":"r","idempotency_key":"k"}"#,
        #"{"type":"open_account","id":"wallet:a","currency":"USD","kind":"liability","allows_overdraft":false}"#,
        #"{"type":"confirm","payment":"pay_01HF0000000000000000000000","amount":5,"idempotency_key":"k"}"#,
        #"{"type":"post","transfer":"tra_5","amount":5,"idempotency_key":"k"}"#,
    ]
    private static let tokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "null", "true", "1e9", "-", "0.5",
        "99999999999999999999", "\u{0}", " ",
        "\"amount\":", "\"type\":", "é", "\n",
    ].map { Array($0.utf8) }

    @Test(arguments: 0..<8)
    func `random and mutated lines never trap`(_ run: Int) {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(state: seed)
        var read = 0
        for round in 0..<4000 {
            let bytes = round % 8 == 0 ? JSONFuzzTests.noise(&random) : JSONFuzzTests.mutation(&random)
            read += JSONFuzzTests.isCommand(bytes) ? 1 : 0
        }
        #expect(read > 0 && read < 4000, "run \(run), seed \(seed)")
    }

    @Test func `every beginning of a line is a problem and no trap`() {
        for example in JSONFuzzTests.examples {
            let bytes = Array(example.utf8)
            #expect(JSONFuzzTests.isCommand(bytes))
            for size in 0..<bytes.count {
                #expect(!JSONFuzzTests.isCommand(Array(bytes.prefix(size))))
            }
        }
    }

    private static func isCommand(_ bytes: [UInt8]) -> Bool {
        do throws(Problem) {
            let line = try BatchLine(reading: bytes.span) { PaymentID(high: 0x7000, low: 1 << 63) }
            return line.envelope.key != nil || bytes.count > 0
        } catch {
            var writer = JSONWriter(capacity: 0)
            error.write(to: &writer)
            return writer.finish().readableBytes == 0
        }
    }

    private static func noise(_ random: inout SplitMix) -> [UInt8] {
        var bytes: [UInt8] = Array("{".utf8)
        for _ in 0..<Int.random(in: 0..<60, using: &random) {
            bytes +=
                Bool.random(using: &random)
                ? tokens.randomElement(using: &random) ?? [] : [UInt8.random(in: 0...255, using: &random)]
        }
        return bytes
    }

    private static func mutation(_ random: inout SplitMix) -> [UInt8] {
        var bytes = Array((examples.randomElement(using: &random) ?? "").utf8)
        for _ in 0..<Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1..<20, using: &random)))
            case 3: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 12)], at: place)
            }
        }
        return bytes
    }
}

/// A small generator with a seed (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
